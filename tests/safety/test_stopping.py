"""The stop under way, or the last one, and what it leaves behind for a person."""

import pytest

from tests.safety.told import MACHINE
from treadctl.commissioned import ALARM_WORDS, UNCOMMISSIONED, Commissioned, PowerCut
from treadctl.errors import Refused
from treadctl.model import Answer, StopCause, Telemetry
from treadctl.safety.halt import Halt
from treadctl.safety.known import Known
from treadctl.safety.stopping import Stopping

STANDING_BY = 4.0 + 3.0 / 3.6 / 0.2 + 2.0 + 2 * 1.0
E = 0.01


def begun(
    cause: StopCause = StopCause.USER,
    commissioned: Commissioned = UNCOMMISSIONED,
    *,
    moves: bool = True,
    halted: bool = False,
) -> tuple[Stopping, Halt]:
    """A belt at 3 km/h that is stopped at 4 s."""
    stopping = Stopping(commissioned)
    stopping.asked(cause)
    stopping.begin(cause, known(3.0), 2.0, 4.0, moves=moves, halted=halted)
    assert stopping.halt is not None
    return stopping, stopping.halt


def known(*speeds_kmh: float) -> Known:
    found = Known()
    for n, speed_kmh in enumerate(speeds_kmh):
        found.heard(Telemetry(float(n), speed_kmh=speed_kmh))
    return found


def test_a_new_belt_has_nothing_to_stop() -> None:
    stopping = Stopping(UNCOMMISSIONED)
    stopping.written(9.0)
    stopping.answered(Answer.FAILED)
    stopping.lost()
    assert not stopping.due(9.0) and not stopping.alarm_due(99.0, linked=True)
    assert stopping.alarm is None and not stopping.may_move and stopping.stops == 0


def test_what_the_process_before_this_one_left_is_latched() -> None:
    stopping = Stopping(UNCOMMISSIONED, StopCause.PAIN)
    assert stopping.lockout.cause is stopping.cause is StopCause.PAIN
    assert Stopping(UNCOMMISSIONED).lockout.cause is None


def test_each_asking_counts_and_may_latch() -> None:
    stopping, _ = begun()
    stopping.asked(StopCause.PAIN)
    assert stopping.stops == 2
    assert (stopping.cause, stopping.lockout.cause) == (StopCause.USER, StopCause.PAIN)


def test_a_stop_begins_at_the_fastest_that_the_belt_may_be() -> None:
    _, halt = begun()
    assert (halt.cause, halt.asked_at, halt.from_kmh) == (StopCause.USER, 4.0, 3.0)
    assert halt.speed_kmh == 3.0


@pytest.mark.parametrize(
    ("cause", "moves", "linked", "may_move"),
    [
        (StopCause.USER, True, False, True),
        (StopCause.USER, False, False, False),
        (StopCause.USER, False, True, True),
        (StopCause.INTERRUPTED, False, False, True),
    ],
)
def test_a_belt_that_nobody_saw_stand_may_move(
    cause: StopCause, moves: bool, linked: bool, may_move: bool
) -> None:
    stopping, found = Stopping(UNCOMMISSIONED), known(3.0)
    found.machine = MACHINE if linked else None
    stopping.begin(cause, found, 0.0, 4.0, moves=moves, halted=False)
    assert stopping.may_move is may_move


@pytest.mark.parametrize(
    ("cause", "halted", "accepted"),
    [
        (StopCause.USER, False, False),
        (StopCause.USER, True, True),
        (StopCause.CONSOLE, False, True),
        (StopCause.SAFETY_KEY, False, True),
    ],
)
def test_a_belt_that_was_stopped_there_may_answer_failed(
    cause: StopCause, halted: bool, accepted: bool
) -> None:
    assert begun(cause, halted=halted)[1].accepted is accepted


def test_what_is_told_of_a_stop_reaches_it() -> None:
    stopping, halt = begun()
    halt.heard(2.5, 4.1)
    halt.heard(0.0, 4.2)
    stopping.lost()
    halt.heard(0.0, 4.3)
    assert halt.stood_at is None
    stopping.answered(Answer.ACCEPTED)
    assert halt.accepted
    for _ in range(21):
        stopping.written(4.5)
    assert stopping.due(4.0 + 1.0) and not stopping.due(4.0 + 1.0 + 0.5)


@pytest.mark.parametrize("power_cut", PowerCut)
def test_an_alarm_names_what_cuts_the_power_until_the_belt_stands(power_cut: PowerCut) -> None:
    stopping, halt = begun(commissioned=Commissioned(cuts_power=power_cut))
    assert not stopping.alarm_due(4.0, linked=False) and stopping.alarm is None
    assert stopping.alarm_due(STANDING_BY + E, linked=False)
    assert stopping.alarm == ALARM_WORDS[power_cut]
    assert stopping.lockout.alarmed and stopping.lockout.cause is StopCause.NOT_STOPPING
    assert not stopping.alarm_due(STANDING_BY + 9.0, linked=False)
    for at in (20.0, 20.5):
        halt.heard(0.0, at)
    assert stopping.alarm is None and not stopping.may_move


def test_a_linked_belt_is_waited_for_until_it_was_heard() -> None:
    stopping, _ = begun()
    assert not stopping.alarm_due(7.1, linked=True)  # slowing should be seen by 7 s
    assert stopping.alarm_due(7.1, linked=False)


def test_what_was_measured_at_this_machine_is_what_its_stop_may_take() -> None:
    _, halt = begun(commissioned=Commissioned(stop_s=2.0, stop_from_kmh=1.5))
    assert halt.standing_deadline == pytest.approx(4.0 + 1.3 * 4.0 + 2 * 1.0)


def test_an_acknowledgement_ends_the_cause_and_a_walk_ends_it_all() -> None:
    stopping, _ = begun(StopCause.PAIN)
    with pytest.raises(Refused, match="three seconds"):
        stopping.acknowledge(known(0.0, 0.0), 3.0)
    assert stopping.cause is StopCause.PAIN
    stopping.acknowledge(known(0.0, 0.0, 0.0, 0.0, 0.0), 4.0)
    assert stopping.cause is None and stopping.lockout.cause is None
    stopping, _ = begun()
    stopping.walk_begins()
    assert stopping.halt is None and stopping.cause is None
