"""What the controller says is held against the belt."""

from dataclasses import replace

from tests.cli.bench.faults.doctored import STOP_BYTES, invariants, pressed, pressed_at, told
from treadctl.cli.alarm import MAY_BE_MOVING
from treadctl.model import BeltState, Event


def test_a_belt_that_moves_is_not_said_to_stand() -> None:
    assert "standing" in invariants(told(pressed_at(), "standing"))
    shown = ((0.0, BeltState.STANDING),)
    assert "standing" in invariants(replace(pressed(), shown=shown))


def test_a_belt_that_stands_in_plain_sight_is_said_to() -> None:
    rested = replace(pressed(), ended_at=pressed().ended_at + 20.0)
    assert invariants(rested) == set()
    silent = replace(rested, shown=((0.0, BeltState.STOPPING),))
    assert invariants(silent) == {"never_said_to_stand"}


def test_a_stop_that_is_said_once_is_not_said_often_enough() -> None:
    first = pressed().stops[0]
    once = tuple(one for one in pressed().writes if one[0] <= first)
    assert invariants(replace(pressed(), writes=once)) == {"repeat"}


def test_an_alarm_for_nothing_is_seen() -> None:
    assert invariants(told(pressed_at() + 2.0, "alarm")) == {"false_alarm"}


def test_a_stop_for_what_did_not_happen_is_seen() -> None:
    spoiled = told(pressed_at(), "stop_requested", cause="overspeed")
    assert invariants(spoiled) == {"stopped_for_nothing:overspeed"}


def test_a_walk_that_is_finished_before_its_end_is_seen() -> None:
    early = told(pressed_at() - 1.0, "stop_requested", cause="finished")
    assert invariants(early) == {"finished_early"}


def test_a_belt_that_goes_on_needs_an_alarm_and_its_exit_code() -> None:
    moving_kmh = pressed().track.kmh(pressed_at())
    corners = tuple(one for one in pressed().corners if one[0] <= pressed_at())
    stops = [(pressed_at() + 0.25 * n + 0.02, STOP_BYTES) for n in range(200)]
    on = replace(
        pressed(),
        corners=(*corners, (pressed_at(), moving_kmh)),
        writes=tuple(sorted((*pressed().writes, *stops))),
        ended_at=pressed().ended_at + 60.0,
    )
    assert {"missing_alarm", "exit_code", "standing"} <= invariants(on)
    alarmed = Event(pressed_at() + 1.0, "alarm", {})
    rest = tuple(one for one in on.told if one.event != "standing")
    known = replace(on, code=MAY_BE_MOVING, told=(*rest, alarmed), shown=())
    assert not {"missing_alarm", "exit_code", "standing"} & invariants(known)


def test_an_exit_code_3_for_a_standing_belt_cries_wolf() -> None:
    rested = replace(pressed(), ended_at=pressed().ended_at + 20.0)
    assert invariants(replace(rested, code=MAY_BE_MOVING)) == {"exit_code_cries_wolf"}
