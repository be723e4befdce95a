"""Stops that did not come in time are seen."""

from dataclasses import replace

import pytest

from tests.cli.bench.faults.doctored import STOP_BYTES, invariants, pressed
from treadctl.cli.bench.faults.draw import draw
from treadctl.cli.bench.faults.record import Record
from treadctl.cli.bench.faults.stops import unanswered
from treadctl.cli.bench.faults.told import record


def never_stopped(sound: Record) -> Record:
    """The same walk, but that no stop was written."""
    return replace(sound, writes=tuple(one for one in sound.writes if one[1] != STOP_BYTES))


def test_a_stop_that_never_came_is_missed() -> None:
    assert "pain" in invariants(never_stopped(pressed()))


def test_a_stop_that_came_late_is_late() -> None:
    late = tuple((at + 0.5 if data == STOP_BYTES else at, data) for at, data in pressed().writes)
    assert "pain" in invariants(replace(pressed(), writes=late))


@pytest.mark.parametrize(
    ("rule", "invariant"),
    [("link_lost", "link_lost"), ("interrupted", "interrupted"), ("no_answer", "no_answer")],
)
def test_each_kind_of_stop_is_missed_when_it_is_taken_away(rule: str, invariant: str) -> None:
    sounds = (record(draw(seed, rule)) for seed in range(8))
    assert any(invariant in invariants(never_stopped(sound)) for sound in sounds)


def test_a_walker_who_said_nothing_is_known_by_the_question() -> None:
    for seed in range(3):
        one = record(draw(seed, "no_answer"))
        silent_at = one.times("no-answer")
        asked = list(unanswered(one))
        assert len(asked) <= 1 and all(at > silent_at[0] for at, _ in asked)
