"""A slice of the walks that anything can befall, the same each time, and what the onlooker sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.machines import DEFAULT
from tests.proof.onlooker import Onlooker
from tests.proof.room import Room, SetUp
from tests.proof.stateful import run_seed
from treadctl.model import Event, SetTargetSpeed, StopCause
from treadctl.protocols import ftms_control

WALKS, STEPS = 12, 60


@pytest.fixture
def eye(tmp_path: Path) -> Iterator[Onlooker]:
    room = Room(SetUp(DEFAULT), tmp_path)
    room.wait(2.5)
    eye = Onlooker(room)
    assert eye.look() == []
    yield eye
    room.shut()


def walk(eye: Onlooker) -> None:
    """Start a walk, and let it come to 1.0 km/h."""
    eye.room.do(eye.starts, 8.0)
    eye.room.do(lambda: eye.room.process.guard.aim(SetTargetSpeed(1.0)), 5.0)
    assert eye.look() == [] and eye.walking


def write(eye: Onlooker, data: bytes) -> None:
    """Say that these bytes arrived at the machine just now."""
    eye.room.wait(0.1)
    eye.room.rig.machine.writes.append((eye.room.now, data))


@pytest.mark.parametrize("number", [1, 2])
def test_every_promise_is_kept_whatever_befalls_a_walk(number: int) -> None:
    steps, walks = run_seed(number, WALKS, STEPS)
    assert walks >= WALKS and steps > WALKS * STEPS / 2


def test_a_start_without_a_tap_is_seen(eye: Onlooker) -> None:
    write(eye, ftms_control.START)
    assert eye.look() == ["a_start_needs_two_acts"]


def test_a_start_behind_pain_without_an_acknowledgement_is_seen(eye: Onlooker) -> None:
    eye.room.do(lambda: eye.room.process.guard.stop(StopCause.PAIN), 1.0)
    eye.room.do(eye.starts)
    write(eye, ftms_control.START)
    assert eye.look() == ["a_start_needs_two_acts"]


def test_a_deck_that_nobody_tapped_for_is_seen(eye: Onlooker) -> None:
    write(eye, b"\x03\x00\x00")
    assert eye.look() == ["behind_a_stop_only_stops_are_written"]


def test_a_tap_levels_the_deck_once(eye: Onlooker) -> None:
    eye.room.do(lambda: eye.deck.tilted(eye.room, 1.0), 10.0)
    eye.room.do(lambda: eye.deck.tapped(eye.room), 1.0)
    assert eye.look() == [] and eye.room.rig.machine.writes[-1][1] == b"\x03\x00\x00"
    write(eye, b"\x03\x00\x00")
    assert eye.look() == ["behind_a_stop_only_stops_are_written"]


def test_a_start_on_a_slope_is_seen_unless_a_tap_had_its_time(eye: Onlooker) -> None:
    eye.room.do(lambda: eye.deck.tilted(eye.room, 3.0), 20.0)
    eye.room.do(eye.starts)
    write(eye, ftms_control.START)
    assert eye.look() == ["a_start_needs_a_level_deck"]
    eye.deck._tapped_at = eye.room.now - 21.0
    eye.room.do(eye.starts)
    assert "a_start_needs_a_level_deck" not in eye.look()


def test_a_target_behind_a_stop_is_seen(eye: Onlooker) -> None:
    walk(eye)
    eye.room.do(lambda: eye.room.process.guard.stop(StopCause.USER), 1.0)
    write(eye, b"\x02\x64\x00")
    assert eye.look() == ["behind_a_stop_only_stops_are_written"]


@pytest.mark.parametrize("data", [b"\x02\xf1\x00", b"\x03\x0b\x00"])
def test_a_target_above_the_limit_is_seen(eye: Onlooker, data: bytes) -> None:
    walk(eye)
    write(eye, data)
    assert "nothing_is_above_the_tightest_limit" in eye.look()


def test_a_rise_that_is_too_fast_is_seen(eye: Onlooker) -> None:
    walk(eye)
    write(eye, b"\x02\x96\x00")
    assert eye.look() == ["nothing_rises_faster_than_the_tier"]


def test_a_rise_before_the_walker_said_that_they_are_well_is_seen(eye: Onlooker) -> None:
    eye.innocent = False
    walk(eye)
    eye.room.do(lambda: eye.room.fault("link-loss"))
    eye.room.wait(1.0)
    eye.room.do(lambda: eye.room.fault("link-back"))
    eye.room.wait(2.0)
    assert eye.look() == []
    write(eye, b"\x02\x6e\x00")
    assert eye.look() == ["no_rise_before_the_walker_is_well"]


def test_a_stop_that_is_not_written_is_seen(eye: Onlooker) -> None:
    told_at = eye.room.now
    eye.room.told.append(Event(told_at, "stop_requested", {"cause": "user"}))
    eye.room.wait(1.0)
    assert eye.look() == ["a_stop_is_written_at_once"]


def test_a_forgotten_latch_is_seen(eye: Onlooker) -> None:
    eye.room.do(lambda: eye.room.process.guard.stop(StopCause.PAIN), 1.0)
    assert eye.look() == []
    eye.room.process.supervisor.stopping.lockout.cause = None
    assert eye.look() == ["what_is_latched_waits_for_a_person"]


def test_a_latch_that_the_disk_forgot_is_seen(eye: Onlooker) -> None:
    eye.room.do(lambda: eye.room.process.guard.stop(StopCause.PAIN), 1.0)
    eye.room.do(eye.room.crash)
    eye.ended()
    eye.room.latch_path.unlink()
    eye.room.reopen()
    assert not eye.reopened()


def test_a_moving_belt_that_is_said_to_stand_is_seen(eye: Onlooker) -> None:
    eye.room.rig.machine.belt.corners.append((eye.room.now - 1.0, 1.0))
    assert eye.look() == ["a_standing_belt_stands"]


def test_a_belt_that_goes_on_without_an_alarm_is_seen(eye: Onlooker) -> None:
    eye.innocent = False
    walk(eye)
    eye.room.do(lambda: eye.room.fault("ignore-stop"))
    eye.room.do(lambda: eye.room.process.guard.stop(StopCause.USER), 1.0)
    eye.look()
    found: list[str] = []
    for _ in range(35):
        eye.room.wait(1.0)
        eye.alarms = 0  # as if nobody had been told
        found += eye.look()
    assert "a_belt_that_goes_on_is_told_of" in found


def test_a_second_alarm_and_one_for_nothing_are_seen(eye: Onlooker) -> None:
    eye.room.told.extend([Event(eye.room.now, "alarm"), Event(eye.room.now, "alarm")])
    assert set(eye.look()) >= {"one_alarm_for_each_stop", "a_belt_left_alone_obeys"}


def test_a_guard_that_ended_is_seen(eye: Onlooker) -> None:
    eye.room.process.serving.cancel()
    eye.room.wait(5.0)
    assert eye.look() == ["the_guard_lives"]
