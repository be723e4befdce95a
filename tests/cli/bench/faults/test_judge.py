"""The judge finds nothing in a sound session, and dates what it finds."""

from dataclasses import replace

from tests.cli.bench.faults.doctored import invariants, pressed, told
from treadctl.cli.bench.faults.judge import judge


def test_a_sound_session_breaks_no_promise() -> None:
    assert judge(pressed()) == []


def test_a_controller_that_does_not_end_is_seen() -> None:
    assert invariants(replace(pressed(), closed=False)) == {"never_closed"}


def test_a_promise_is_broken_once_and_dated_from_the_walkers_start() -> None:
    once = told(pressed().started_at + 12.5, "alarm")
    twice = replace(once, told=(*once.told, once.told[-1]))
    assert [one.as_json() for one in judge(twice)] == [
        {"seed": pressed().session.seed, "invariant": "false_alarm", "t": 12.5}
    ]
