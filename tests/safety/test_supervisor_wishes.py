"""The rules for what is asked: who may start, confirm and rise, and what may be said."""

from collections.abc import Callable

import pytest

from tests.safety.told import MACHINE, E, T, Told, connected, starting, stopped, stopping, walking
from treadctl.errors import Refused
from treadctl.model import (
    BeltState,
    Notice,
    NoticeKind,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
)
from treadctl.safety.limits import TIERS

# -- the latch ------------------------------------------------------------------------------


@pytest.mark.parametrize(("stood_s", "taken"), [(2.5, False), (3.0, True)])
def test_an_acknowledge_needs_a_belt_that_stood_for_3_s(stood_s: float, taken: bool) -> None:
    told = stopped(StopCause.PAIN)
    told.hears(*[0.0] * round(stood_s / T))
    if taken:
        told.supervisor.acknowledge(told.now)
        assert told.supervisor.latched is told.supervisor.stopping.cause is None
    else:
        with pytest.raises(Refused, match="stood still for three seconds"):
            told.supervisor.acknowledge(told.now)


def test_there_is_nothing_to_acknowledge_after_a_plain_stop() -> None:
    told = stopped(StopCause.USER)
    with pytest.raises(Refused, match="nothing to confirm"):
        told.supervisor.acknowledge(told.now)


# -- who may start --------------------------------------------------------------------------


def acknowledged(ago_s: float) -> Told:
    told = stopped(StopCause.PAIN)
    told.hears(*[0.0] * 16)
    told.supervisor.acknowledge(told.now - ago_s)
    return told


def moving_by_its_console() -> Told:
    told = connected()
    told.supervisor.noticed(Notice(NoticeKind.STARTED_BY_USER), told.now)
    told.hears(1.0)
    return told


def unheard() -> Told:
    told = connected()
    told.now += 3.0
    return told


def unlinked() -> Told:
    told = connected()
    told.supervisor.lost(told.now)
    return told


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (lambda: stopped(StopCause.PAIN), "First confirm"),
        (lambda: Told(latched=StopCause.INTERRUPTED), "First confirm"),
        (lambda: acknowledged(3.0 - E), "Wait three seconds"),
        (starting, "in use"),
        (walking, "in use"),
        (stopping, "in use"),
        (Told, "not connected"),
        (unlinked, "not connected"),
        (moving_by_its_console, "not known to stand"),
        (unheard, "not known to stand"),
        (lambda: connected(wired=False), "No stop button"),
    ],
)
def test_a_start_is_refused(when: Callable[[], Told], words: str) -> None:
    told = when()
    with pytest.raises(Refused, match=words):
        told.supervisor.permit_start(TIERS["A"], told.now)


@pytest.mark.parametrize("when", [connected, stopped, lambda: acknowledged(3.0)])
def test_a_start_is_permitted(when: Callable[[], Told]) -> None:
    told = when()
    assert told.supervisor.permit_start(TIERS["A"], told.now).speed_kmh == 0.8


@pytest.mark.parametrize(("silent_s", "permitted"), [(2.0, True), (2.0 + E, False)])
def test_a_page_that_is_the_only_stop_button_must_have_been_heard_within_2_s(
    silent_s: float, permitted: bool
) -> None:
    told = connected(wired=False)
    told.supervisor.stop_input.screen_alive(told.now - silent_s)
    if permitted:
        told.supervisor.permit_start(TIERS["A"], told.now)
    else:
        with pytest.raises(Refused, match="No stop button"):
            told.supervisor.permit_start(TIERS["A"], told.now)


# -- wishes ---------------------------------------------------------------------------------


def rises(told: Told, at: float) -> bool:
    """Does the belt get faster when that is asked for?"""
    told.supervisor.next_command(at - 2.0)  # the first speed
    told.supervisor.aim(SetTargetSpeed(2.0), at - 2.0)
    return any(told.supervisor.next_command(at - 2.0 + n / 4) for n in range(1, 9))


def test_a_walk_rises_when_asked() -> None:
    told = walking()
    assert rises(told, told.now + T)


def test_doubt_holds_every_rise() -> None:
    told = walking()
    assert not rises(told, told.now + 4.0)


def test_a_silent_page_holds_every_rise() -> None:
    told = walking(wired=False)
    told.supervisor.stop_input.screen_alive(told.now - 4.1)
    assert not rises(told, told.now)


def test_a_link_that_came_back_holds_every_rise_until_go_on() -> None:
    told = walking()
    told.supervisor.lost(told.now)
    assert told.supervisor.next_command(told.now) is None
    told.supervisor.connected(MACHINE, told.now)
    told.hears(*[0.8] * 4)
    assert not rises(told, told.now)
    told.supervisor.go_on()
    told.hears(*[0.8] * 4)
    assert rises(told, told.now)


@pytest.mark.parametrize("when", [connected, starting, stopping, stopped])
def test_no_target_leaves_before_the_belt_moves_or_after_a_stop(when: Callable[[], Told]) -> None:
    told = when()
    with pytest.raises(Refused, match="not walking"):
        told.supervisor.aim(SetTargetInclination(1.0), told.now)
    assert told.supervisor.next_command(told.now + 10.0) is None


def test_a_wish_above_2_1_kmh_waits_until_the_unit_is_confirmed() -> None:
    told = walking()
    told.supervisor.aim(SetTargetSpeed(4.0), told.now)
    assert told.supervisor.targets is not None and told.supervisor.targets.speed.goal == 210
    told.hears(*[0.8] * 12)
    told.supervisor.aim(SetTargetSpeed(4.0), told.now)
    assert told.supervisor.targets.speed.goal == 400


# -- a belt that moves though no walk is on -------------------------------------------------


@pytest.mark.parametrize(
    ("when", "cause"),
    [
        (connected, None),
        (moving_by_its_console, None),
        (lambda: stopped(StopCause.USER), StopCause.RUNAWAY),
        (lambda: stopped(StopCause.PAIN), StopCause.PAIN),
    ],
)
def test_a_belt_that_moves_by_itself_is_stopped_if_it_was_ours(
    when: Callable[[], Told], cause: StopCause | None
) -> None:
    assert when().hears(0.8) is cause


def test_a_belt_started_at_its_console_is_the_walker_s_even_while_a_latch_waits() -> None:
    told = stopped(StopCause.PAIN)
    told.supervisor.noticed(Notice(NoticeKind.STARTED_BY_USER), told.now)
    assert told.hears(0.8, 1.0, 1.2) is None
    told.hears(0.0)
    assert told.hears(0.8) is StopCause.PAIN


def test_a_belt_that_moves_long_after_our_walk_is_the_console_s() -> None:
    told = stopped(StopCause.USER)
    told.hears(*[0.0] * 40)
    assert told.hears(0.8) is None


# -- what may be said of the belt -----------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "belt"),
    [
        (Told, BeltState.UNKNOWN),
        (connected, BeltState.STANDING),
        (starting, BeltState.STARTING),
        (walking, BeltState.MOVING),
        (moving_by_its_console, BeltState.MOVING),
        (stopping, BeltState.STOPPING),
        (stopped, BeltState.STANDING),
        (unlinked, BeltState.UNKNOWN),
    ],
)
def test_the_belt_is_what_was_measured(when: Callable[[], Told], belt: BeltState) -> None:
    told = when()
    assert told.supervisor.belt(told.now) is belt
    assert told.supervisor.belt(told.now + 60.0) is BeltState.UNKNOWN


@pytest.mark.parametrize(
    ("when", "cause", "moving"),
    [
        (connected, StopCause.USER, False),
        (Told, StopCause.USER, False),
        (Told, StopCause.INTERRUPTED, True),
        (starting, StopCause.USER, True),
        (walking, StopCause.USER, True),
        (moving_by_its_console, StopCause.USER, True),
    ],
)
def test_a_stopped_belt_may_be_moving_unless_it_was_known_to_stand(
    when: Callable[[], Told], cause: StopCause, moving: bool
) -> None:
    told = when()
    told.supervisor.stop(cause, told.now)
    assert told.supervisor.may_be_moving is moving


def test_a_belt_that_said_zero_once_is_not_known_to_stand_nor_to_move() -> None:
    told = Told()
    told.supervisor.connected(MACHINE, told.now)
    told.hears(0.0)
    assert told.supervisor.belt(told.now) is BeltState.UNKNOWN
    told.hears(0.0)
    assert told.supervisor.belt(told.now) is BeltState.STANDING
