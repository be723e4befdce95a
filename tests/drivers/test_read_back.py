"""Does the machine hold the speed that it was set to? Speeds here are in 0.1 mph."""

import pytest

from treadctl.drivers.read_back import ReadBack
from treadctl.model import Notice, NoticeKind

FAULT = Notice(NoticeKind.CONTROL_LOST)


def asked(*speeds: int, at: float = 0.0) -> ReadBack:
    made = ReadBack()
    for speed in speeds:
        made.asked(speed, at)
    return made


@pytest.mark.parametrize("read", [8, 10, 12])
def test_a_set_speed_that_is_ours_within_0_2_mph_is_no_news(read: int) -> None:
    watch = asked(10)
    assert [watch.heard(read, at) for at in (0.1, 5.0, 60.0)] == [None] * 3


@pytest.mark.parametrize("read", [0, 7, 13, 100])
def test_one_that_never_was_ours_is_a_fault_after_3_s_and_told_once(read: int) -> None:
    watch = asked(10)
    assert [watch.heard(read, at) for at in (0.1, 3.0, 3.01, 3.2)] == [None, None, FAULT, None]


def test_asking_again_gives_no_more_time() -> None:
    watch = asked(10)
    for at in (1.0, 2.0, 3.0):
        assert watch.heard(50, at) is None
        watch.asked(11, at)
    assert watch.heard(50, 3.1) == FAULT


def test_the_time_begins_anew_once_the_machine_held_a_speed() -> None:
    watch = asked(10)
    assert watch.heard(10, 2.9) is None
    watch.asked(20, 10.0)
    assert [watch.heard(10, at) for at in (12.9, 13.1)] == [None, FAULT]


def test_one_that_was_ours_and_then_changed_was_changed_at_the_console() -> None:
    watch = asked(10)
    told = [watch.heard(read, 1.0) for read in (10, 20, 20, 25)]
    kinds = [None if notice is None else notice.kind for notice in told]
    changed = NoticeKind.TARGET_SPEED_CHANGED
    assert kinds == [None, changed, None, changed]
    assert told[1] is not None and told[1].value == pytest.approx(3.218688)


def test_a_belt_that_is_not_ours_may_be_set_to_anything() -> None:
    assert ReadBack().heard(99, 100.0) is None
    watch = asked(10)
    watch.over()
    assert watch.heard(99, 100.0) is None
