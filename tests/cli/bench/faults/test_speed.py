"""Belts that are truly too fast."""

from dataclasses import replace

import pytest

from tests.cli.bench.faults.doctored import pressed, pressed_at
from treadctl.cli.bench.faults.record import Ride
from treadctl.cli.bench.faults.speed import by_speed, commanded_kmh

RIDE = Ride(0.0, 100.0, ((10.0, 1.0), (20.0, 2.0), (30.0, 1.5)), ())


@pytest.mark.parametrize(
    ("at", "kmh"), [(-1.0, 0.8), (5.0, 0.8), (12.0, 1.0), (22.0, 2.0), (31.0, 2.0), (36.0, 1.5)]
)
def test_the_highest_speed_of_the_last_seconds_counts(at: float, kmh: float) -> None:
    assert commanded_kmh(RIDE, at, 3.0, 0.8) == kmh


def test_a_sound_walk_is_never_too_fast() -> None:
    assert list(by_speed(pressed(), pressed().rides[0])) == []


def test_a_belt_that_gains_speed_unasked_is_due_for_a_stop() -> None:
    sound, at = pressed(), pressed_at() - 10.0
    kmh = sound.track.kmh(at)
    corners = [one for one in sound.corners if one[0] < at]
    fast = replace(sound, corners=(*corners, (at, kmh), (at + 4.0, kmh + 2.0)))
    dues = {due.invariant: due.by for due in by_speed(fast, fast.rides[0])}
    assert dues.keys() == {"runaway", "overspeed"}
    assert at < dues["runaway"]


def test_a_belt_that_jumps_is_due_for_a_stop_at_once() -> None:
    sound, at = pressed(), pressed_at() - 10.0
    kmh = sound.track.kmh(at)
    corners = [one for one in sound.corners if one[0] < at]
    fast = replace(sound, corners=(*corners, (at, kmh), (at, kmh + 0.6)))
    first = next(by_speed(fast, fast.rides[0]))
    assert first.invariant == "speed_jump" and first.by < at + 1.0
