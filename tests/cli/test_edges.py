"""`treadctl edges`: what the belt process starts, and nobody else needs to."""

import asyncio
import os
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.processes import gym
from treadctl.cli.edges import FEED_S, watched
from treadctl.cli.serve import edges_command
from treadctl.config import load
from treadctl.notify import ALIVE, READY


def test_without_a_belt_room_there_is_nothing_to_serve(treadctl: Treadctl, tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    ended = treadctl("edges", "--socket", path, "--port", 8080)
    assert f"{path}: no treadctl is running here" in ended.complaint
    assert ended.code == 1


def test_a_wrong_broker_is_a_wrong_call(treadctl: Treadctl, tmp_path: Path) -> None:
    call = ("edges", "--socket", tmp_path / "belt.sock", "--port", 8080, "--broker", "http://b")
    assert treadctl(*call).code == 2


def test_a_configuration_that_went_wrong_costs_mqtt_and_not_the_page(
    treadctl: Treadctl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "belt.sock"
    ended = treadctl("edges", "--socket", path, "--port", 8080, "--config", tmp_path / "no.toml")
    assert "No MQTT: " in caplog.text
    assert f"{path}: no treadctl is running here" in ended.err
    assert ended.code == 1


def test_with_a_configuration_alone_it_needs_nothing_else(
    treadctl: Treadctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[tuple[str, ...]] = []
    monkeypatch.setattr("os.execv", lambda _, command: became.append(command))
    config = gym(tmp_path, "sim://")
    assert treadctl("edges", "--config", config).code == 0
    assert became == [edges_command(load(config), config)]


def test_a_wrong_configuration_is_one_sentence(treadctl: Treadctl, tmp_path: Path) -> None:
    (tmp_path / "gym.toml").write_text("speed = 9\n")
    ended = treadctl("edges", "--config", tmp_path / "gym.toml")
    assert (ended.code, "gym.toml, treadmill: " in ended.complaint) == (2, True)


def test_without_anything_the_call_is_wrong(treadctl: Treadctl) -> None:
    ended = treadctl("edges")
    assert (ended.code, ended.complaint) == (
        2,
        "The edges need --config FILE, or --socket and --port.",
    )


async def ticks(times: int) -> None:
    await asyncio.sleep(times * FEED_S)


@pytest.mark.parametrize("is_the_service", [True, False])
async def test_only_a_service_of_its_own_feeds_a_watchdog(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_the_service: bool
) -> None:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "15000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid() if is_the_service else 1))
    told: list[bytes] = []
    with manager:
        await watched(ticks(10))
        with suppress(BlockingIOError):
            while True:
                told.append(manager.recv(100))
    assert told[:1] == ([READY] if is_the_service else [])
    assert told.count(ALIVE) == (3 if is_the_service else 0)


def test_it_is_not_listed(treadctl: Treadctl) -> None:
    assert "edges " not in treadctl("--help").out


def test_a_wrong_address_for_phones_is_a_wrong_call(treadctl: Treadctl, tmp_path: Path) -> None:
    call = ("edges", "--socket", tmp_path / "belt.sock", "--port", 8080, "--phone", "0.0.0.0:1")
    ended = treadctl(*call)
    assert ended.code == 2
    assert "Phones need one address" in ended.complaint


def test_a_card_reader_is_read_by_the_edges(tmp_path: Path) -> None:
    config = gym(tmp_path, "sim://")
    assert "--card-reader" not in edges_command(load(config), config)
    reader = "/dev/input/by-id/usb-Reader"
    config.write_text(f'{config.read_text("utf-8")}card_reader = "{reader}"\n', encoding="utf-8")
    command = edges_command(load(config), config)
    assert command[command.index("--card-reader") + 1] == reader
