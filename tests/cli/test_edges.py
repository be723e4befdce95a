"""`treadctl edges`: what the belt process starts, and nobody else needs to."""

from pathlib import Path

import pytest

from tests.cli.command import Treadctl


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


def test_it_is_not_listed(treadctl: Treadctl) -> None:
    assert "edges " not in treadctl("--help").out


def test_a_wrong_address_for_phones_is_a_wrong_call(treadctl: Treadctl, tmp_path: Path) -> None:
    call = ("edges", "--socket", tmp_path / "belt.sock", "--port", 8080, "--phone", "0.0.0.0:1")
    ended = treadctl(*call)
    assert ended.code == 2
    assert "Phones need one address" in ended.complaint
