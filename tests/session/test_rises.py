"""How a walk gets faster or steeper: announced, agreed to, and never without both."""

import pytest

from treadctl.safety.limits import TIERS
from treadctl.session.acts import Act, Ask, Say
from treadctl.session.plan import Plan, Step
from treadctl.session.rises import Rises

ASKED = "Is that all right?"
SPEEDS = ((60, 1.0, 0.0), (120, 1.5, 0.0), (180, 2.0, 0.0), (240, 2.5, 0.0), (300, 1.0, 0.0))
SLOPES = ((60, 2.0, 0.0), (120, 3.0, 0.0), (180, 3.0, 1.0), (240, 2.0, 1.0), (300, 2.0, 2.0))


def rises(*, tap: bool, steps: tuple[tuple[int, float, float], ...] = SPEEDS) -> Rises:
    """Rises over steps of (end_s, km/h, percent)."""
    starts = [0, *(end for end, _, _ in steps)]
    made = tuple(
        Step(str(start), start, end, kmh, percent)
        for start, (end, kmh, percent) in zip(starts, steps, strict=False)
    )
    return Rises(Plan("test", TIERS["C"], made, ()), tap, made[0].speed_kmh, 0.0)


def run(one: Rises, from_s: float, to_s: float) -> list[tuple[float, Act]]:
    """Tick four times a second; return what was said and asked, and when."""
    said: list[tuple[float, Act]] = []
    for tick in range(round(from_s * 4), round(to_s * 4)):
        said += [(tick / 4, act) for act in one.tick(tick / 4)]
        one.target(tick / 4)
        one.reached_kmh, one.reached_percent = one.speed_kmh, one.inclination_percent
    return said


def test_a_rise_is_announced_once_and_five_seconds_ahead() -> None:
    said = run(rises(tap=False), 0, 300)
    announced = [(at, act.words) for at, act in said if isinstance(act, Say)]
    assert announced == [(at, "A little faster in five.") for at in (55.0, 115.0, 175.0)]


def test_a_rise_that_nobody_refuses_comes_at_its_time_where_silence_agrees() -> None:
    one = rises(tap=False)
    run(one, 0, 60)
    assert one.speed_kmh == 1.0
    assert one.target(60.0) == (1.5, 0.0)


def test_a_question_is_asked_and_needs_an_answer_only_where_a_tap_is_needed() -> None:
    for tap in (True, False):
        asked = [act for _, act in run(rises(tap=tap), 0, 60) if isinstance(act, Ask)]
        assert [(one.question, one.needed) for one in asked] == [("rise", tap)]


def test_no_tap_no_rise() -> None:
    one = rises(tap=True)
    run(one, 0, 300)
    assert one.speed_kmh == 1.0


def test_a_late_tap_counts_for_as_long_as_its_stretch() -> None:
    one = rises(tap=True)
    run(one, 0, 100)
    one.answer(True)
    assert one.target(100.0) == (1.5, 0.0)


def test_a_tap_after_its_stretch_does_nothing() -> None:
    steps = ((60, 1.0, 0.0), (120, 1.5, 0.0), (180, 1.2, 0.0))
    one = rises(tap=True, steps=steps)
    run(one, 0, 121)
    assert not one.asking
    one.answer(True)
    assert one.target(122.0) == (1.0, 0.0)


def test_an_early_tap_does_not_hurry_the_rise() -> None:
    one = rises(tap=True)
    run(one, 0, 56)
    one.answer(True)
    assert one.target(59.75) == (1.0, 0.0)
    assert one.target(60.0) == (1.5, 0.0)


@pytest.mark.parametrize("tap", [True, False])
def test_no_holds_the_level_until_the_next_rise(tap: bool) -> None:
    one = rises(tap=tap)
    run(one, 0, 56)
    one.answer(False)
    run(one, 56, 114)
    assert one.speed_kmh == 1.0
    assert run(one, 114, 116)


def test_what_was_refused_is_not_made_up_for_at_the_next_rise() -> None:
    one = rises(tap=False)
    run(one, 0, 56)
    one.answer(False)
    run(one, 56, 121)
    assert one.speed_kmh == 1.5  # the plan is at 2.0 by now


def test_the_walker_who_refused_faster_and_agrees_to_steeper_does_not_get_faster() -> None:
    one = rises(tap=True, steps=SLOPES)
    run(one, 0, 56)
    one.answer(False)
    said = run(one, 56, 116)
    one.answer(True)
    run(one, 116, 121)
    assert Say("A little steeper in five.", "rise_announced") in [act for _, act in said]
    assert one.target(121.0) == (2.0, 1.0)


def test_a_fall_needs_no_announcement_and_no_tap() -> None:
    one = rises(tap=True)
    one.speed_kmh = 2.5
    assert run(one, 241, 300) == []
    assert one.speed_kmh == 1.0


def test_an_announcement_that_had_to_wait_is_still_five_seconds_ahead() -> None:
    one = rises(tap=False)
    ((at, said), _) = run(one, 70, 74.75)
    assert (at, one.speed_kmh) == (70.0, 1.0) and isinstance(said, Say)
    run(one, 74.75, 75.25)
    assert one.speed_kmh == 1.5


def test_a_rise_waits_while_it_may_not_happen() -> None:
    one = rises(tap=False)
    run(one, 0, 60)
    assert one.target(60.0, may_rise=False) == (1.0, 0.0)
    assert one.target(90.0, may_rise=True) == (1.5, 0.0)


def test_a_rise_that_waited_is_announced_again_with_five_seconds_to_go() -> None:
    one = rises(tap=False)
    assert one.announced_again(50.0) == []
    run(one, 0, 60)
    one.target(60.0, may_rise=False)
    again = [Say("A little faster in five.", "rise_announced"), Ask("rise", ASKED, needed=False)]
    assert one.announced_again(90.0) == again
    assert one.target(94.75) == (1.0, 0.0)
    assert one.target(95.0) == (1.5, 0.0)


def test_after_hold_there_are_no_rises_and_no_question() -> None:
    one = rises(tap=True)
    run(one, 0, 56)
    one.hold()
    assert not one.asking
    assert run(one, 56, 300) == []
    assert one.speed_kmh == 1.0


def test_hold_and_lower_begin_at_the_speed_that_is_reached_not_at_the_target() -> None:
    held, lowered = rises(tap=False), rises(tap=False)
    for one in (held, lowered):
        run(one, 0, 181)
        one.reached_kmh = 1.75  # on its way from 1.5 to 2.5
    held.hold()
    lowered.lower()
    assert (held.speed_kmh, lowered.speed_kmh) == (1.75, 1.25)


def test_hold_keeps_a_slope_that_was_on_its_way_where_it_is() -> None:
    one = rises(tap=False, steps=SLOPES)
    run(one, 0, 121)
    one.reached_percent = 0.5
    one.hold()
    assert one.target(121.0) == (3.0, 0.5)


def test_slower_stays() -> None:
    one = rises(tap=False)
    run(one, 0, 130)
    one.lower()
    run(one, 130, 239)
    assert one.speed_kmh == 1.5


def test_slower_again_and_again_never_asks_for_a_standing_belt() -> None:
    one = rises(tap=False)
    speeds = []
    for _ in range(5):
        one.lower()
        speeds.append(one.speed_kmh)
    assert speeds == [0.5] * 5


def test_slower_raises_no_walk_that_is_slower_already() -> None:
    one = rises(tap=False)
    one.reached_kmh = 0.4
    one.lower()
    assert one.speed_kmh == 0.4
