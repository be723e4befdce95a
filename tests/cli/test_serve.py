"""`treadctl serve` as processes, against a machine of another process over real GATT."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.processes import Running, children, gym, kill, live_machine, running, screen, until
from treadctl.board.socket import FarWindow, far_window
from treadctl.board.window import Json
from treadctl.config import load

pytestmark = pytest.mark.realtime

START, STOP = "07", "0801"


@asynccontextmanager
async def served(folder: Path, machine: Running) -> AsyncIterator[tuple[Running, FarWindow]]:
    config = gym(folder, machine.out[0])
    async with (
        running("serve", "--config", config) as service,
        screen(folder / "belt.sock") as window,
    ):
        yield service, window


def seen(window: FarWindow) -> Json:
    """The newest snapshot."""
    return window.latest or {}


def moves(window: FarWindow) -> bool:
    return float(seen(window).get("speed_kmh", 0.0)) > 0.0


def event_of(news: Json) -> str | None:
    name: str | None = news.get("event", {}).get("event")
    return name


async def start(window: FarWindow) -> None:
    """Tap Start once that is possible, with the token on the screen."""
    await until(lambda: seen(window).get("belt") == "standing")
    token = seen(window)["start_token"]
    request = {"request": "start", "profile": "gentle-start", "token": token}
    assert await window.ask(json.dumps(request).encode()) == {"ok": True}


async def stopped_by(number: signal.Signals, service: Running, machine: Running) -> int:
    """Send this signal twice, the second time once the stop was written; the exit code."""
    assert STOP not in machine.writes
    service.signal(number)
    await until(lambda: STOP in machine.writes, machine)
    service.signal(number)
    return await service.ended()


async def test_sigterm_stops_the_belt_and_the_service_ends_when_it_stands(tmp_path: Path) -> None:
    async with live_machine() as machine, served(tmp_path, machine) as (service, window):
        await start(window)
        await until(lambda: moves(window), service)

        told: list[Json] = []
        with window.watched(told.append):
            assert await stopped_by(signal.SIGTERM, service, machine) == 0
            await until(lambda: "standing" in [event_of(news) for news in told], service)
        assert "Traceback" not in "\n".join(service.err)


async def test_edges_that_are_killed_come_back_and_the_belt_goes_on_until_ctrl_c(
    tmp_path: Path,
) -> None:
    async with live_machine() as machine, served(tmp_path, machine) as (service, window):
        await until(lambda: bool(children(service.process.pid)), service)
        (edges,) = children(service.process.pid)
        await start(window)
        await until(lambda: START in machine.writes, machine)

        kill(edges)
        await until(lambda: children(service.process.pid) not in ([], [edges]), service)
        await until(lambda: moves(window), service)

        assert await stopped_by(signal.SIGINT, service, machine) == 0


async def test_a_killed_service_takes_its_edges_along_and_the_next_one_stops_first(
    tmp_path: Path,
) -> None:
    async with live_machine() as machine:
        async with served(tmp_path, machine) as (service, window):
            await until(lambda: bool(children(service.process.pid)), service)
            (edges,) = children(service.process.pid)
            await start(window)
            await until(lambda: START in machine.writes, service)
            kill(service.process.pid)
            await service.ended()
            await until(lambda: not Path(f"/proc/{edges}").exists(), service)

        before = len(machine.writes)
        async with served(tmp_path, machine) as (service, window):
            await until(lambda: seen(window).get("belt") == "standing", service)
            assert machine.writes[before] == STOP
            assert START not in machine.writes[before:]
            assert seen(window)["latched"]
            assert seen(window)["stop_cause"] == "interrupted"


async def test_a_second_service_at_the_same_place_is_refused(tmp_path: Path) -> None:
    async with live_machine() as machine, served(tmp_path, machine):
        async with running("serve", "--config", tmp_path / "gym.toml") as second:
            assert await second.ended() == 2
        (said,) = [line for line in second.err if line.startswith("treadctl: ")]
        assert "running already" in said


async def test_a_strap_that_is_not_there_keeps_nobody_from_walking(tmp_path: Path) -> None:
    async with live_machine() as machine:
        config = gym(tmp_path, machine.out[0])
        with config.open("a", encoding="utf-8") as file:
            file.write('[heart_rate]\nstrap = "hr://F0:F1:F2:F3:F4:A0"\nage = 45\n')
        async with (
            running("serve", "--config", config) as service,
            screen(tmp_path / "belt.sock") as window,
        ):
            await start(window)
            await until(lambda: moves(window), service)
            await until(lambda: any("No heart rate" in line for line in service.err), service)
            assert await stopped_by(signal.SIGTERM, service, machine) == 0
        assert "Traceback" not in "\n".join(service.err)


async def test_what_is_wired_is_watched_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    config = gym(tmp_path, "sim://")
    button = "input:///dev/input/by-id/no-such-button"
    text = config.read_text("utf-8").replace('pain_button = "none"', f'pain_button = "{button}"')
    config.write_text(text + 'touch_device = "/dev/input/by-id/no-such-screen"\n', "utf-8")
    async with running("serve", "--config", config) as service:
        lost = (f"pain button {button}: lost.", "no-such-screen: lost.")
        await until(lambda: all(one in "\n".join(service.err) for one in lost), service)


async def test_the_edges_can_be_a_service_of_their_own(tmp_path: Path) -> None:
    config = gym(tmp_path, "sim://")
    port = load(config).page.port
    async with (
        running("serve", "--config", config, "--without-edges") as belt,
        screen(tmp_path / "belt.sock") as window,
    ):
        await until(lambda: seen(window).get("belt") == "standing", belt)
        async with running("edges", "--config", config) as edges:
            await until(lambda: is_served(port), edges)
            assert children(belt.process.pid) == []
            kill(edges.process.pid)
        before = seen(window)["seq"]
        await until(lambda: seen(window)["seq"] > before, belt)
        belt.signal(signal.SIGTERM)
        assert await belt.ended() == 0


async def test_edges_of_their_own_that_go_are_told_from_a_page_that_does(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with running("serve", "--config", gym(tmp_path, "sim://"), "--without-edges") as belt:
        async with screen(path) as edges:
            await start(edges)
            await until(lambda: moves(edges), belt)
        async with far_window(path) as window:
            looking = asyncio.create_task(window.run())
            await until(lambda: seen(window).get("stop_cause") == "edges_lost", belt)
            looking.cancel()


def is_served(port: int) -> bool:
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


async def test_a_latch_that_cannot_be_read_is_told_of_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "latch").mkdir()
    async with running("serve", "--config", gym(tmp_path, "sim://")) as service:
        assert await service.ended() == 2
    (said,) = service.err
    assert said.startswith("treadctl: ") and said.endswith("mend or remove that file.")
