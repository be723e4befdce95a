"""A serial line that was recorded is heard again as it was: each kind that can be recorded."""

import asyncio
import json
from itertools import groupby
from pathlib import Path
from typing import get_args

import pytest

from simulators.csafe_machine import CsafeMachine
from simulators.lifespan_machine import LifespanMachine
from simulators.memory_line import MemoryLine
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.virtual_time import run
from simulators.woodway_machine import WoodwayMachine
from tests.cli.command import Treadctl
from tests.drivers.connection import Heard, now
from treadctl.cli.replay_line import line_driver, play_line
from treadctl.cli.replayed import Seen
from treadctl.drivers.capture import line
from treadctl.drivers.line_capture import (
    LineCapture,
    LineHead,
    LineKind,
    LineTraffic,
    is_of_a_line,
    load,
    recorded,
)

MACHINES = {
    "csafe": CsafeMachine,
    "lifespan": LifespanMachine,
    "trackmaster": TrackmasterMachine,
    "woodway": WoodwayMachine,
}
SPEAKING = [kind for kind in MACHINES if kind != "lifespan"]  # that one tells no speed
LISTEN_S = 8.0
CAPTURES = (Path(__file__).parent.parent / "golden" / "captures").glob("*.jsonl")
GOLDEN = sorted(path for path in CAPTURES if is_of_a_line(path))
LIFESPAN = next(path for path in GOLDEN if path.stem == "lifespan-tr1200b")


async def listened(kind: LineKind) -> tuple[LineCapture, Heard]:
    """What was said to a machine whose console set it to 2 km/h, and what the driver made of it."""
    machine, heard = MACHINES[kind](now()), Heard()
    told: list[LineHead | LineTraffic] = []
    open_line = recorded(MemoryLine(machine).open_line, told.append, LineHead(line=kind, baud=4800))
    driver = line_driver(kind, open_line, heard, "a")
    running = asyncio.create_task(driver.run())
    machine.belt.start(now(), 2.0)
    await asyncio.sleep(LISTEN_S)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    head, *traffic = told
    assert isinstance(head, LineHead)
    return LineCapture(head, tuple(one for one in traffic if isinstance(one, LineTraffic))), heard


def of(seen: list[Seen], event: str) -> list[Seen]:
    return [one for one in seen if one["event"] == event]


def test_each_kind_that_can_be_recorded_is_here() -> None:
    assert set(MACHINES) == set(get_args(LineKind))


@pytest.mark.parametrize("kind", MACHINES)
async def test_a_recorded_machine_is_ready_again(kind: LineKind) -> None:
    capture, heard = await listened(kind)
    assert heard.machine is not None
    assert len(of(await play_line(capture), "ready")) == 1


@pytest.mark.parametrize("kind", SPEAKING)
async def test_a_speed_that_was_told_is_told_again(kind: LineKind) -> None:
    capture, heard = await listened(kind)
    speeds = {one["speed_kmh"] for one in of(await play_line(capture), "telemetry")}
    told = {one.speed_kmh for one in heard.records}
    assert max(speed or 0.0 for speed in told) == pytest.approx(2.0, abs=0.1)
    assert max(speeds) == pytest.approx(2.0, abs=0.1) and speeds <= told


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
async def test_a_line_that_was_recorded_at_a_real_machine_is_understood(path: Path) -> None:
    found = load(path)
    assert found.head.source
    seen = await play_line(found)
    assert len(of(seen, "ready")) == 1
    assert len(of(seen, "lost")) == any(one.what == "gone" for one in found.traffic)


def changed(capture: LineCapture, came: str, into: str) -> LineCapture:
    """The same line, but for one thing that the machine said."""
    said = [
        one.model_copy(update={"hex": into}) if one.hex == came else one for one in capture.traffic
    ]
    return LineCapture(capture.head, tuple(said))


async def test_a_lifespan_base_counts_the_steps_that_it_counted_then() -> None:
    told = [one["steps"] for one in of(await play_line(load(LIFESPAN)), "telemetry")]
    assert [steps for steps, _ in groupby(told)] == [0, 2, 3, 5, 6, 12]


@pytest.mark.parametrize(
    ("came", "into", "differs"),
    [
        ("01030220016044", "01030220016045", "ready"),  # the check bytes of its model
        ("01030200057847", "01030200047987", "telemetry"),  # 4 steps for 5
    ],
)
async def test_a_byte_that_changed_in_a_recorded_line_is_noticed(
    came: str, into: str, differs: str
) -> None:
    golden = load(LIFESPAN)
    bent = changed(golden, came, into)
    assert bent != golden
    assert _told(await play_line(bent), differs) != _told(await play_line(golden), differs)


def _told(seen: list[Seen], event: str) -> list[Seen]:
    return [{key: one[key] for key in one if key != "t"} for one in of(seen, event)]


async def test_a_line_that_went_is_said() -> None:
    capture, _ = await listened("trackmaster")
    gone = LineTraffic(t_s=capture.ended_s, what="gone")
    (lost,) = of(await play_line(LineCapture(capture.head, (*capture.traffic, gone))), "lost")
    assert "lost, as it was then" in lost["why"]


def test_the_command_shows_it(treadctl: Treadctl, tmp_path: Path) -> None:
    capture, _ = run(listened("woodway"))
    file = tmp_path / "walk.jsonl"
    file.write_text("\n".join(map(line, (capture.head, *capture.traffic))), encoding="utf-8")
    ended = treadctl("replay", file, "--json")
    seen = [json.loads(one) for one in ended.out.splitlines()]
    assert {"wrote", "ready", "telemetry"} <= {one["event"] for one in seen}
