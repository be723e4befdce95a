"""The voltage of a Raspberry Pi, as its kernel tells it, and what a start has to do with it."""

import asyncio
from pathlib import Path

import pytest

from treadctl.app import Place
from treadctl.board.requests import Request, StartWalk, Stop
from treadctl.cli import supply
from treadctl.cli.supply import TOO_LITTLE, Supply, too_little
from treadctl.errors import Refused

START = StartWalk(request="start", profile="gentle-start", token="a-token-of-today")  # noqa: S106 - no secret


@pytest.fixture
def sensors(tmp_path: Path) -> Path:
    """Two sensors, of which the second one is of the voltage, and well."""
    for number, name in enumerate(("cpu_thermal", "rpi_volt")):
        folder = tmp_path / f"hwmon{number}"
        folder.mkdir()
        (folder / "name").write_text(f"{name}\n")
    say(tmp_path, 0)
    return tmp_path


def say(sensors: Path, alarm: int) -> None:
    (sensors / "hwmon1" / "in0_lcrit_alarm").write_text(f"{alarm}\n")


def test_it_is_told_by_the_sensor_of_that_name(sensors: Path) -> None:
    assert too_little(sensors) is False
    say(sensors, 1)
    assert too_little(sensors) is True


def test_where_there_is_no_such_sensor_nobody_can_tell(sensors: Path) -> None:
    (sensors / "hwmon1" / "in0_lcrit_alarm").unlink()
    assert too_little(sensors) is None
    assert too_little(sensors / "none") is None


@pytest.mark.realtime
async def test_a_start_is_refused_for_as_long_as_it_lasts_and_a_stop_never(
    sensors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply, "LOOK_EVERY_S", 0.01)
    say(sensors, 1)
    looked, asked = Supply(sensors), list[Request]()
    place = Place(tmp_path, tmp_path, "A", "none", (), unfit=lambda: looked.unfit)
    ask = place.asked(asked.append)
    watching = asyncio.create_task(looked.watch())
    async with asyncio.timeout(30):
        while looked.unfit is None:  # noqa: ASYNC110 - a thread looks
            await asyncio.sleep(0.01)
        with pytest.raises(Refused, match=TOO_LITTLE):
            ask(START)
        ask(Stop())
        say(sensors, 0)
        while looked.unfit is not None:  # noqa: ASYNC110 - a thread looks
            await asyncio.sleep(0.01)
    ask(START)
    watching.cancel()
    assert asked == [Stop(), START]


@pytest.mark.realtime
async def test_where_nobody_can_tell_a_walk_may_start_and_nobody_looks_again(
    tmp_path: Path,
) -> None:
    looked = Supply(tmp_path)
    await looked.watch()
    assert looked.unfit is None
