"""Who comes to a belt that was stopped."""

from dataclasses import replace

import pytest

from simulators.faults import parse_event
from treadctl.cli.bench.faults.draw import draw
from treadctl.cli.bench.faults.record import Record
from treadctl.cli.bench.faults.scenes import Way
from treadctl.cli.bench.faults.told import record


def visited(way: Way) -> Record:
    """A short walk, stopped by pain, and who comes then."""
    events = (parse_event("20=pain"),)
    return record(replace(draw(0, "pain"), events=events, way=way, tier="C"))


def test_nobody_leaves_the_belt_as_it_is() -> None:
    found = visited("rests")
    assert found.taps == () and len(found.starts) == 1


@pytest.mark.parametrize("way", ["patient", "hasty"])
def test_a_person_starts_again_in_two_acts_and_stops_soon(way: Way) -> None:
    found = visited(way)
    acts = [one.act for one in found.taps]
    assert acts.index("acknowledge") < acts.index("start") < acts.index("stop")
    assert len(found.starts) == 2 and all(one.fresh for one in found.taps)


def test_the_hasty_are_refused_until_it_is_time() -> None:
    taps = {way: len(visited(way).taps) for way in ("patient", "hasty")}
    assert taps["patient"] == 3 < taps["hasty"]


def test_a_stuck_program_repeats_what_nobody_takes() -> None:
    found = visited("stuck")
    assert len(found.starts) == 1
    assert len([one for one in found.taps if one.act == "start"]) > 5
    assert not any(one.fresh for one in found.taps if one.act == "start")
