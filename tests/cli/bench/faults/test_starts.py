"""A Start that no person asked for is seen."""

from dataclasses import replace

from tests.cli.bench.faults.doctored import (
    START_BYTES,
    invariants,
    pressed,
    pressed_at,
    written,
)
from treadctl.cli.bench.faults.record import Tap


def test_a_start_behind_a_latched_stop_is_nobodys() -> None:
    found = invariants(written(pressed_at() + 4.0, START_BYTES))
    assert {"latch", "start_by_nobody"} <= found


def test_a_start_on_a_moving_belt_is_seen() -> None:
    assert "start_on_a_moving_belt" in invariants(written(pressed_at() - 5.0, START_BYTES))


def test_a_start_three_seconds_after_a_person_confirmed_is_theirs() -> None:
    stood_at = pressed().track.stands_at(pressed_at())
    confirmed = stood_at + 3.1
    for waited_s, broken in ((3.1, False), (1.0, True)):
        tap = confirmed + waited_s
        again = replace(
            written(tap + 5.02, START_BYTES),
            taps=(Tap(confirmed, "acknowledge"), Tap(tap, "start")),
            ended_at=tap + 5.1,
        )
        assert ("lockout" in invariants(again)) is broken
        assert not {"latch", "start_by_nobody"} & invariants(again)


def test_a_repeated_tap_is_nobodys() -> None:
    stood_at = pressed().track.stands_at(pressed_at())
    again = replace(
        written(stood_at + 12.0, START_BYTES),
        taps=(Tap(stood_at + 3.1, "acknowledge", False), Tap(stood_at + 7.0, "start", False)),
        ended_at=stood_at + 12.1,
    )
    assert {"latch", "start_by_nobody"} <= invariants(again)
