"""A little faster, because the walker asks: announced, one at a time, and never near a slope."""

import pytest

from tests.session.test_rises import rises, run
from treadctl.session.acts import Say
from treadctl.session.rises import Rises

LEVEL_S = 70.0  # within a step of 60 to 120 s, at 1.5 km/h


def lowered(*, tap: bool) -> Rises:
    """Rises of which the walker wanted less: 1.0 km/h where the plan has 1.5."""
    one = rises(tap=tap)
    one.lower()
    one.speed_kmh = 1.0
    return one


@pytest.mark.parametrize(("tap", "step_kmh"), [(True, 0.1), (False, 0.2)])
def test_faster_is_announced_and_comes_five_seconds_later_by_the_tier_s_step(
    tap: bool, step_kmh: float
) -> None:
    one = lowered(tap=tap)
    assert one.faster(LEVEL_S) == [Say("A little faster in five.", "rise_announced")]
    assert one.target(LEVEL_S + 4.9)[0] == 1.0
    assert one.target(LEVEL_S + 5.0)[0] == pytest.approx(1.0 + step_kmh)
    assert one.target(LEVEL_S + 9.0)[0] == pytest.approx(1.0 + step_kmh)


def test_faster_never_passes_the_plan() -> None:
    one = lowered(tap=False)
    one.speed_kmh = 1.4
    one.faster(LEVEL_S)
    assert one.target(LEVEL_S + 5.0)[0] == 1.5
    assert not one.may_go_faster(LEVEL_S + 6.0)


def test_no_faster_at_the_plan_s_own_speed_nor_close_to_a_change() -> None:
    one = rises(tap=False)
    assert not one.may_go_faster(30.0)
    slow = lowered(tap=False)
    assert slow.may_go_faster(LEVEL_S)
    assert not slow.may_go_faster(111.0)


def test_one_at_a_time_and_slower_takes_it_back() -> None:
    one = lowered(tap=False)
    one.faster(LEVEL_S)
    assert one.pending and not one.may_go_faster(LEVEL_S + 1.0)
    one.lower()
    assert one.target(LEVEL_S + 6.0)[0] < 1.0
    assert not one.pending


def test_a_doubt_takes_it_back() -> None:
    one = lowered(tap=False)
    one.faster(LEVEL_S)
    one.settle()
    assert one.target(LEVEL_S + 6.0)[0] == 1.0


def test_after_pain_or_silence_nobody_may_ask_for_more() -> None:
    one = lowered(tap=False)
    one.hold_for_good()
    assert not one.may_go_faster(LEVEL_S)


def test_what_the_walker_asked_for_lapses_while_nothing_may_rise() -> None:
    one = lowered(tap=False)
    one.faster(LEVEL_S)
    one.target(LEVEL_S + 3.0, may_rise=False)
    assert one.target(LEVEL_S + 6.0) == (1.0, 0.0)
    assert not one.pending


HILL = ((60, 2.0, 0.0), (120, 3.0, 0.0), (180, 3.0, 1.0), (400, 3.0, 1.0))


@pytest.mark.parametrize(
    ("at_s", "may"), [(75.0, True), (84.0, True), (86.0, False), (149.0, False), (151.0, True)]
)
def test_nobody_may_ask_for_more_within_30_seconds_of_a_slope(at_s: float, may: bool) -> None:
    one = rises(tap=False, steps=HILL)
    run(one, 0, at_s)
    one.speed_kmh = 1.0
    assert one.may_go_faster(at_s) is may


def test_a_slope_that_was_agreed_to_late_keeps_faster_away_for_30_seconds() -> None:
    one = rises(tap=True, steps=HILL)
    run(one, 0, 160)
    one.answer(True)
    run(one, 160, 161)
    one.speed_kmh = 1.0
    assert one.inclination_percent == 1.0
    assert not one.may_go_faster(189.0)
    assert one.may_go_faster(191.0)
