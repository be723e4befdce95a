"""One stop: when it is said again, when it worked, and what its answers mean."""

import pytest

from treadctl.commissioned import Commissioned
from treadctl.model import Answer, StopCause
from treadctl.safety.halt import LEAST_REPEATS, Halt

T = 0.5


E = 0.001


FROM_KMH = 3.0


SLOWING_BY = 10.0 + 1.0 + 2 * T


STANDING_BY = 10.0 + FROM_KMH / 3.6 / 0.2 + 2.0 + 2 * T


def halt(
    from_kmh: float = FROM_KMH, *, speed_kmh: float | None = FROM_KMH, may_move: bool = True
) -> Halt:
    return Halt(
        StopCause.PAIN, 10.0, from_kmh, T, minimum_kmh=0.8, speed_kmh=speed_kmh, may_move=may_move
    )


def repeated(one: Halt, until_s: float, *, written: bool = True) -> list[float]:
    """When the stop is said again, looked at every 50 ms."""
    found = []
    for n in range(1, round(until_s * 20) + 1):
        if one.due(10.0 + n / 20):
            found.append(round(n / 20, 3))
            if written:
                one.written(10.0 + n / 20)
    return found


@pytest.mark.parametrize(
    ("from_kmh", "measured_s"), [(0.8, 2.0), (1.0, 2.0), (1.5, 3.0), (3.0, 6.0)]
)
def test_a_stop_that_was_measured_is_scaled_to_faster_belts_only(
    from_kmh: float, measured_s: float
) -> None:
    one = Halt(
        StopCause.PAIN, 10.0, from_kmh, T, 0.8, Commissioned(stop_s=2.0, stop_from_kmh=1.0), 1.0
    )
    by = 10.0 + 1.3 * measured_s + 2 * T
    assert one.standing_deadline == pytest.approx(by)
    for n in range(40):
        one.heard(max(0.1, from_kmh - n * from_kmh / 20), 10.0 + n * by / 60)
    assert not one.overdue(by - E, linked=False) and one.overdue(2 * by, linked=False)


# -- saying it again ------------------------------------------------------------------------


def test_a_stop_is_said_again_every_250_ms_20_times_then_each_second() -> None:
    one = halt()
    one.written(10.0)
    times = repeated(one, 9.0)
    assert times[:LEAST_REPEATS] == [round(0.25 * (n + 1), 3) for n in range(LEAST_REPEATS)]
    assert times[LEAST_REPEATS:] == [6.0, 7.0, 8.0, 9.0]


def test_a_stop_that_could_not_be_written_does_not_count() -> None:
    assert len(repeated(halt(), 20.0, written=False)) == 80


def test_slowing_ends_the_repeats_and_the_alarm_begins_them_again() -> None:
    one = halt()
    one.heard(FROM_KMH - 0.1, 10.2)
    assert one.slowed_at == 10.2 and one.due(10.25)  # one record may be noise
    one.heard(FROM_KMH - 0.2, 10.4)
    assert repeated(one, 5.0) == []
    assert one.overdue(STANDING_BY + E, linked=False)
    assert one.due(STANDING_BY + E)


def test_a_standing_belt_is_left_alone() -> None:
    one = halt()
    one.heard(0.0, 10.5)
    one.heard(0.0, 11.0)
    assert one.stood_at == 11.0 and repeated(one, 20.0) == []


# -- slowing and standing -------------------------------------------------------------------


@pytest.mark.parametrize(("speed_kmh", "slowed"), [(3.0, False), (2.91, False), (2.9, True)])
def test_a_tenth_less_than_the_fastest_seen_is_slowing(speed_kmh: float, slowed: bool) -> None:
    one = halt()
    one.heard(speed_kmh, 10.5)
    assert (one.slowed_at is not None) is slowed


def test_a_belt_still_on_its_way_up_to_its_target_is_not_slowing() -> None:
    one = halt(from_kmh=3.0, speed_kmh=2.5)
    for n, speed_kmh in enumerate([2.6, 2.7, 2.8, 2.9]):
        one.heard(speed_kmh, 10.25 + n / 4)
    assert one.slowed_at is None and one.due(11.5)


def test_a_belt_of_unknown_speed_slows_from_what_is_heard_first() -> None:
    one = halt(from_kmh=3.0, speed_kmh=None)
    one.heard(2.0, 10.5)
    assert one.slowed_at is None
    one.heard(1.9, 11.0)
    assert one.slowed_at == 11.0


def test_two_zeros_are_standing_and_one_is_not() -> None:
    one = halt()
    for n, speed_kmh in enumerate([0.0, 1.0, 0.0]):
        one.heard(speed_kmh, 11.0 + n)
    assert one.stood_at is None
    one.heard(0.0, 14.0)
    assert one.stood_at == 14.0


def test_a_belt_that_moves_again_no_longer_stands() -> None:
    one = halt()
    one.heard(0.0, 11.0)
    one.heard(0.0, 11.5)
    one.heard(0.5, 12.0)
    assert one.stood_at is None


# -- answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "alarm"),
    [
        ([Answer.ACCEPTED, Answer.FAILED, Answer.FAILED, Answer.FAILED], False),
        ([Answer.FAILED, Answer.FAILED], True),
        ([Answer.FAILED], False),
        ([Answer.REJECTED, Answer.REJECTED], True),
        ([Answer.ACCEPTED, Answer.REJECTED, Answer.REJECTED], True),
        ([Answer.NOT_PERMITTED, Answer.ACCEPTED, Answer.NOT_PERMITTED], False),
        ([Answer.SILENT] * 9, False),
    ],
)
def test_failed_is_success_once_a_stop_was_accepted_and_a_rejection_twice_is_the_alarm(
    answers: list[Answer], alarm: bool
) -> None:
    one = halt()
    for answer in answers:
        one.answered(answer)
    assert one.overdue(10.1, linked=False) is alarm


def test_failed_at_speed_0_is_success_even_if_the_belt_moves_afterwards() -> None:
    one = halt(0.8, speed_kmh=0.0)
    for _ in range(5):
        one.answered(Answer.FAILED)
    one.heard(0.5, 10.3)
    assert not one.overdue(10.4, linked=False)


def test_a_rejection_at_speed_0_is_the_alarm_from_the_moment_the_belt_moves() -> None:
    one = halt(0.8, speed_kmh=0.0)
    for _ in range(5):
        one.answered(Answer.REJECTED)
    assert not one.overdue(10.3, linked=False)
    one.heard(0.5, 10.3)
    assert one.overdue(10.4, linked=False)


def test_a_machine_that_stopped_by_itself_may_say_failed() -> None:
    one = halt()
    one.accepted = True
    for _ in range(5):
        one.answered(Answer.FAILED)
    assert not one.overdue(10.4, linked=False)


def test_a_rejection_while_the_belt_slows_anyway_is_no_alarm() -> None:
    one = halt()
    one.heard(2.5, 10.3)
    for _ in range(5):
        one.answered(Answer.REJECTED)
    assert not one.overdue(STANDING_BY, linked=False)


def test_a_zero_on_each_side_of_a_lost_link_is_no_standing_belt() -> None:
    one = halt()
    one.heard(0.0, 11.0)
    one.lost()
    one.heard(0.0, 12.0)
    assert one.stood_at is None
    one.heard(0.0, 12.5)
    assert one.stood_at == 12.5


@pytest.mark.parametrize(("speed_kmh", "alarm"), [(None, False), (0.0, False), (2.0, True)])
def test_a_refused_stop_is_an_alarm_only_on_a_belt_that_was_measured_moving(
    speed_kmh: float | None, alarm: bool
) -> None:
    """A belt that stands already refuses every stop."""
    one = halt(2.0, speed_kmh=speed_kmh)
    for _ in range(3):
        one.answered(Answer.FAILED)
    assert one.overdue(10.5, linked=True) is alarm
