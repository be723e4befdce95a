"""STATUS and the bridge's health, and when each is due."""

import itertools
from collections.abc import Iterable

import pytest

from firmware_bridge import wire
from tests.firmware_bridge.rig import Rig, armed_rig, guarding_rig, running_rig, safe_rig
from tests.firmware_bridge.told import events, settled, talk


def test_status_comes_ten_times_a_second() -> None:
    rig = settled()
    rig.steps(300)
    times = [status[-1] for status in rig.all(wire.STATUS)]
    assert len(times) == 30
    assert {later - before for before, later in itertools.pairwise(times)} == {100}


def test_the_first_status_follows_hello_at_once() -> None:
    rig = Rig()
    rig.steps(220)
    rig.hello()
    rig.step()
    assert [frame.kind for frame in rig.heard][:2] == [wire.HELLO_ACK, wire.STATUS]


def test_status_comes_at_once_when_something_changes() -> None:
    rig = settled()
    rig.steps(3)
    rig.heard.clear()
    rig.home = True
    rig.step()
    assert rig.status()["inputs"] == wire.KEY | wire.PAIN_OK | wire.HOME
    assert rig.status()["mcu_ms"] == rig.now_ms
    rig.heard.clear()
    rig.steps(9)
    assert rig.all(wire.STATUS) == []
    rig.step()
    assert len(rig.all(wire.STATUS)) == 1


def test_status_tells_all_that_is_measured_and_wanted() -> None:
    rig = running_rig(600)
    rig.setpoint(600, lease_ms=400)
    while rig.status()["mcu_ms"] != rig.now_ms or rig.status()["lease_left_ms"] > 400:
        rig.step()
    assert rig.status() == {
        "state": wire.RUNNING,
        "inputs": 0x27,
        "faults": 0,
        "speed_ckmh": rig.control.tach.speed_ckmh,
        "command_ckmh": 600,
        "duty": rig.control.motor.duty,
        "lease_left_ms": rig.control.lease_left_ms,
        "incline_permille": wire.NO_INCLINE,
        "arm_id": 1,
        "mcu_ms": rig.now_ms,
    }
    assert 580 < rig.status()["speed_ckmh"] < 620
    assert 300 <= rig.status()["lease_left_ms"] <= 400


def test_a_bridge_without_a_tach_tells_no_speed() -> None:
    rig = guarding_rig()
    assert rig.status()["speed_ckmh"] == wire.NO_SPEED


def test_an_absurd_speed_is_told_as_the_greatest() -> None:
    rig = safe_rig()
    rig.control.tach.um_per_pulse = 100_000_000
    rig.plant.pushed_ckmh = 1200
    rig.steps(50)
    assert rig.control.tach.speed_ckmh > wire.NO_SPEED
    rig.steps(10)
    assert rig.status()["speed_ckmh"] == wire.NO_SPEED - 1


def after(rig: Rig, seconds: float, took_us: Iterable[int] = ()) -> list[tuple[int, ...]]:
    """The health that is told after so many seconds in which steps took that long."""
    for us in took_us:
        rig.bridge.may_feed(0, False, us)
    talk(rig, seconds)
    return [event[2:] for event in events(rig, wire.E_STEP)]


def test_the_longest_step_is_told_every_2_s() -> None:
    rig = safe_rig()
    rig.bridge.collected()
    rig.bridge.collected()
    assert after(rig, 1.9, (100, 900, 300)) == []
    assert after(rig, 0.3) == [(2, 900)]
    assert after(rig, 2.0, (40,)) == [(2, 900), (0, 40)]


def test_a_very_long_step_and_many_collections_are_told_as_the_greatest() -> None:
    rig = safe_rig()
    for _ in range(300):
        rig.bridge.collected()
    assert after(rig, 2.3, (70_000,)) == [(255, 65_535)]


@pytest.mark.parametrize(
    ("kind", "code", "due_ms"),
    [(wire.STATUS, None, 100), (wire.EVENT, wire.E_INPUTS, 200), (wire.EVENT, wire.E_STEP, 2000)],
)
def test_what_is_due_is_told_to_the_millisecond(kind: int, code: int | None, due_ms: int) -> None:
    rig = settled()
    talker = rig.bridge._talk
    if code == wire.E_INPUTS:
        rig.home = True
        rig.step()
    talker._status_ms = talker._health_ms = 0
    rig.heard.clear()
    rig._listen(rig.bridge.talk(rig.now_ms + due_ms - 1))
    told = [event[1] for event in rig.all(wire.EVENT)]
    assert code not in told if code else not rig.all(kind)
    rig._listen(rig.bridge.talk(rig.now_ms + due_ms))
    assert code in [event[1] for event in rig.all(wire.EVENT)] if code else rig.all(kind)


@pytest.mark.parametrize(("kind", "due_ms"), [(wire.STATUS, 100), (wire.EVENT, 200)])
def test_each_period_is_as_long_as_the_first(kind: int, due_ms: int) -> None:
    rig = settled()
    rig.home = True
    rig.step()
    for _ in range(2):
        rig.heard.clear()
        rig.now_ms += due_ms - 1
        rig._listen(rig.bridge.talk(rig.now_ms))
        assert not rig.all(kind)
        rig.now_ms += 1
        rig._listen(rig.bridge.talk(rig.now_ms))
        assert len(rig.all(kind)) == 1


def test_the_first_two_seconds_and_the_first_event_count_from_hello() -> None:
    rig = Rig()
    rig.steps(220)
    rig.hello()
    rig._listen(rig.bridge.talk(rig.now_ms + 1999))
    assert rig.last(wire.EVENT)[:2] == (1, wire.E_STATE)
    waiting = rig.bridge._talk._events
    assert wire.E_STEP not in [event[1] for event in waiting]
    for due_ms, reports in ((2000, 1), (3999, 1), (4000, 2)):
        rig.bridge.talk(rig.now_ms + due_ms)
        assert [event[1] for event in waiting].count(wire.E_STEP) == reports


def test_lost_and_bad_frames_are_told_when_there_are_new_ones() -> None:
    rig = safe_rig()
    talk(rig, 2.3)
    assert events(rig, wire.E_LINK) == []
    rig.raw(b"\0\7noise\0")
    rig.raw(b"\0\7noise\0")
    rig.seq += 3
    talk(rig, 2.3)
    assert [event[2:] for event in events(rig, wire.E_LINK)] == [(3, 2)]
    talk(rig, 2.3)
    assert [event[2:] for event in events(rig, wire.E_LINK)] == [(3, 2)]
    rig.seq += 300
    talk(rig, 2.3)
    assert [event[2:] for event in events(rig, wire.E_LINK)][-1] == (255, 2)
    rig.bridge._link.receiver.bad = 70_000
    talk(rig, 2.3)
    assert [event[2:] for event in events(rig, wire.E_LINK)][-1] == (255, 65_535)


def test_an_armed_bridge_tells_its_lease() -> None:
    rig = armed_rig()
    assert rig.status()["lease_left_ms"] > 9900
