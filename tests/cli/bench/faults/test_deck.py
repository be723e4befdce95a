"""What happens to the deck of a standing belt is seen."""

from dataclasses import replace
from functools import cache

import pytest

from simulators.faults import parse_event
from simulators.machines import DEFAULT, QUIRKS
from tests.cli.bench.faults.doctored import invariants, pressed, pressed_at, written
from treadctl.cli.bench.faults.draw import draw
from treadctl.cli.bench.faults.record import LEVEL, SLOPE, START, Record, Tap
from treadctl.cli.bench.faults.told import record

STEEP = bytes([SLOPE, 30, 0])


@cache
def levelled() -> Record:
    """A walk that was stopped on a hill; a person levels the deck and starts again."""
    drawn = draw(0, "level")
    events = (parse_event("760=user-stop"),)
    return record(replace(drawn, events=events, way="patient", model=DEFAULT, noisy=False))


def levelled_at() -> float:
    """When that was written."""
    return next(at for at, data in levelled().writes if data == LEVEL)


def without_the_tap() -> Record:
    """The same, as if nobody had tapped."""
    taps = tuple(one for one in levelled().taps if one.act != "level")
    return replace(levelled(), taps=taps)


def test_a_tap_levels_the_deck_and_then_a_walk_starts() -> None:
    found = levelled()
    assert invariants(found) == set()
    assert len(found.rides) == 2 and found.rides[1].begins > levelled_at()


def test_a_deck_that_nobody_tapped_for_is_seen() -> None:
    assert "deck_unasked" in invariants(without_the_tap())
    assert "deck_unasked" in invariants(written(pressed_at() + 8.0, LEVEL))


def test_a_tap_is_good_for_one_write_soon_and_only_by_the_newest_token() -> None:
    found, at = levelled(), levelled_at()
    again = tuple(sorted((*found.writes, (at + 0.1, LEVEL))))
    assert "deck_unasked" in invariants(replace(found, writes=again))
    late = tuple((when + 3.0 if data == LEVEL else when, data) for when, data in found.writes)
    assert "deck_unasked" in invariants(replace(found, writes=tuple(sorted(late))))
    stale = tuple(replace(one, fresh=one.act != "level") for one in found.taps)
    assert "deck_unasked" in invariants(replace(found, taps=stale))


def test_no_tap_raises_the_deck() -> None:
    found = levelled()
    raised = tuple((at, STEEP if data == LEVEL else data) for at, data in found.writes)
    assert "deck_unasked" in invariants(replace(found, writes=raised))


def test_the_deck_of_a_belt_that_moves_is_left_alone() -> None:
    at = pressed_at() + 0.5
    tapped = replace(written(at, LEVEL), taps=(Tap(at - 0.1, "level"),))
    assert "deck_of_a_moving_belt" in invariants(tapped)


def test_a_belt_that_a_tap_sets_in_motion_is_seen() -> None:
    found, at = levelled(), levelled_at()
    corners = [one for one in found.corners if one[0] < at]
    corners += [(at + 0.5, 0.0), (at + 1.0, 0.5), (at + 2.0, 0.0)]
    corners += [one for one in found.corners if one[0] > at + 2.0]
    assert "deck_moves_the_belt" in invariants(replace(found, corners=tuple(corners)))


def test_a_walk_on_a_slope_is_seen() -> None:
    found = levelled()
    still = tuple((at, data) for at, data in found.writes if data != LEVEL)
    assert "slope_at_start" in invariants(replace(found, writes=still))


def test_a_walk_before_the_deck_can_be_level_is_seen() -> None:
    found, soon = levelled(), levelled_at() + 1.0
    early = tuple(sorted((*found.writes, (soon, bytes([START])))))
    assert "slope_at_start" in invariants(replace(found, writes=early))


@pytest.mark.parametrize("name", ["tm11gy", "urevo"])
def test_a_deck_that_cannot_be_set_or_is_not_told_keeps_nobody(name: str) -> None:
    model = next((one for key, one in QUIRKS.items() if name in key), None)
    model = model or replace(DEFAULT, inclination_deci=None)
    found = levelled()
    session = replace(found.session, model=replace(model, speed_centi=DEFAULT.speed_centi))
    still = tuple((at, data) for at, data in found.writes if data != LEVEL)
    assert "slope_at_start" not in invariants(replace(found, session=session, writes=still))


def test_a_tap_that_had_its_time_keeps_nobody_from_walking() -> None:
    found, at = levelled(), levelled_at()
    shifted = tuple((when - 20.0 if data == LEVEL else when, data) for when, data in found.writes)
    before = replace(found, writes=tuple(sorted(shifted)))
    assert at - 20.0 < before.rides[0].ends or "slope_at_start" not in invariants(before)


def test_a_sound_session_has_a_deck_that_is_left_alone() -> None:
    assert invariants(pressed()) == set()
