"""Speed and inclination on their way, within one set of limits."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadctl.errors import Refused
from treadctl.model import (
    Command,
    Machine,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
)
from treadctl.safety.limits import TIERS
from treadctl.safety.ramp import CATCH_UP_S, Ramp
from treadctl.safety.targets import Targets, first_speed_kmh, targets

SLOPE = Range(0.0, 12.0, 0.5)


def machine(low: float = 0.5, step: float = 0.1, slope: Range | None = SLOPE) -> Machine:
    return Machine("Test", "test", Range(low, 12.0, step), slope)


def begun(tier: str = "B", one: Machine | None = None, percent: float | None = None) -> Targets:
    made = targets(TIERS[tier], one or machine(), percent, 0.0)
    assert made.next(1.0, may_rise=True) == SetTargetSpeed(made.speed_kmh)
    return made


def written(made: Targets, until_s: float, *, may_rise: bool = True) -> list[tuple[float, Command]]:
    found = []
    for n in range(5, round(until_s * 4) + 1):
        command = made.next(n / 4, may_rise=may_rise)
        if command is not None:
            found.append((n / 4, command))
    return found


@pytest.mark.parametrize(("low", "first"), [(0.0, 0.8), (0.5, 0.8), (0.8, 0.8), (1.2, 1.2)])
def test_a_belt_starts_at_0_8_kmh_or_at_its_minimum_up_to_1_2(low: float, first: float) -> None:
    assert first_speed_kmh(TIERS["A"], machine(low)) == first


def test_a_belt_that_starts_faster_than_1_2_kmh_is_refused() -> None:
    with pytest.raises(Refused, match=r"starts at 1\.3 km/h"):
        targets(TIERS["C"], machine(1.3), None, 0.0)


def test_a_machine_that_gave_no_range_starts_at_the_tier_s_first_speed() -> None:
    silent = Machine("Test", "test")
    assert first_speed_kmh(TIERS["A"], silent) == 0.8
    assert first_speed_kmh(replace(TIERS["A"], first_speed_kmh=0.05), silent) == 0.05


def test_a_machine_that_gave_no_range_is_set_in_steps_of_0_1_kmh_and_half_a_percent() -> None:
    made = targets(TIERS["A"], Machine("Test", "test"), None, 0.0)
    assert (made.speed.step, made.inclination.step) == (10, 5)


def test_the_first_write_is_the_first_speed_though_nothing_was_asked() -> None:
    made = targets(TIERS["A"], machine(), None, 0.0)
    assert made.next(0.25, may_rise=False) is None
    assert made.next(0.5, may_rise=False) == SetTargetSpeed(0.8)
    assert made.next(2.0, may_rise=True) is None


@pytest.mark.parametrize(("confirmed", "top"), [(False, 2.1), (True, 5.0)])
def test_an_unconfirmed_unit_caps_the_speed_at_2_1_kmh(confirmed: bool, top: float) -> None:
    made = begun()
    made.aim(SetTargetSpeed(9.0), 1.0, unit_confirmed=confirmed)
    assert written(made, 60.0)[-1][1] == SetTargetSpeed(top)


def test_a_wish_that_was_capped_is_met_when_it_is_asked_again() -> None:
    made = begun()
    made.aim(SetTargetSpeed(3.0), 1.0, unit_confirmed=False)
    made.aim(SetTargetSpeed(3.0), 1.0, unit_confirmed=True)
    assert written(made, 60.0)[-1][1] == SetTargetSpeed(3.0)


@pytest.mark.parametrize(("tier", "percent"), [("A", 2.0), ("B", 3.0), ("C", 5.0)])
def test_inclination_rises_to_the_tier_s_limit_and_no_further(tier: str, percent: float) -> None:
    made = begun(tier)
    made.aim(SetTargetInclination(40.0), 1.0, unit_confirmed=True)
    assert written(made, 300.0)[-1][1] == SetTargetInclination(percent)
    assert made.inclination_percent == percent


def test_tier_r_and_a_machine_without_a_slope_never_tilt() -> None:
    for made in (begun("R"), begun("B", machine(slope=None))):
        made.aim(SetTargetInclination(3.0), 1.0, unit_confirmed=True)
        assert written(made, 300.0) == [] and made.inclination_percent is None


def test_a_deck_that_is_up_already_comes_down_as_asked() -> None:
    made = begun("B", percent=2.0)
    made.aim(SetTargetInclination(0.0), 1.0, unit_confirmed=True)
    assert written(made, 100.0)[-1][1] == SetTargetInclination(0.0)


def test_doubt_holds_a_rise_and_lets_a_fall_go_on() -> None:
    made = begun()
    made.aim(SetTargetSpeed(1.5), 1.0, unit_confirmed=True)
    made.aim(SetTargetInclination(1.5), 1.0, unit_confirmed=True)
    assert written(made, 60.0, may_rise=False) == []
    made.aim(SetTargetSpeed(0.6), 60.0, unit_confirmed=True)
    assert made.next(61.0, may_rise=False) == SetTargetSpeed(0.6)


def test_two_writes_are_half_a_second_apart() -> None:
    made = begun("C")
    made.aim(SetTargetSpeed(4.0), 1.0, unit_confirmed=True)
    times = [at for at, _ in written(made, 15.0)]
    assert {b - a for a, b in pairwise(times)} == {0.5}


def test_start_is_no_wish_for_a_moving_belt() -> None:
    with pytest.raises(Refused, match="moving already"):
        begun().aim(Start(), 1.0, unit_confirmed=True)


WISHES = st.lists(
    st.tuples(
        st.integers(1, 200),
        st.floats(-2, 15).map(SetTargetSpeed) | st.floats(-5, 15).map(SetTargetInclination),
        st.booleans(),
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=60, deadline=None)
@given(
    WISHES,
    st.sampled_from("ABCR"),
    st.sampled_from([(0.5, 0.1), (0.96, 0.32), (1.0, 0.5), (0.8, 0.01)]),
)
def test_whatever_is_wished_the_limits_hold(
    wishes: list[tuple[int, Command, bool]], tier: str, grid: tuple[float, float]
) -> None:
    limits, (low, step) = TIERS[tier], grid
    made = begun(tier, machine(low, step))
    speeds, slopes = [(0.0, made.speed_kmh)], [(0.0, 0.0)]
    now = 1.0
    for ticks, wish, may_rise in wishes:
        made.aim(wish, now, unit_confirmed=True)
        for _ in range(ticks):
            now += 0.25
            match made.next(now, may_rise=may_rise):
                case SetTargetSpeed(speed_kmh):
                    speeds.append((now, speed_kmh))
                case SetTargetInclination(percent):
                    slopes.append((now, percent))
    for _, kmh in speeds:
        assert low <= kmh <= max(limits.max_speed_kmh, low)
        assert round((kmh - low) * 100) % round(step * 100) == 0
    for _, percent in slopes:
        assert 0.0 <= percent <= limits.max_inclination_percent
    for (begin, a), (end, b) in pairwise(speeds):
        at_once = max(step, limits.max_acceleration_kmh_s * CATCH_UP_S)
        assert b - a <= limits.max_acceleration_kmh_s * (end - begin) + at_once + 1e-6
    faster = [end for (_, a), (end, b) in pairwise(speeds) if b > a]
    steeper = [end for (_, a), (end, b) in pairwise(slopes) if b > a]
    assert all(abs(one - other) >= 30.0 for one in faster for other in steeper)


def test_no_limits_lift_the_absolute_ceiling_and_no_machine_widens_them() -> None:
    wild = replace(TIERS["C"], max_speed_kmh=20.0, max_inclination_percent=40.0)
    made = targets(wild, machine(), 0.0, 0.0)
    assert (made.speed.high, made.inclination.high) == (600, 50)
    slow = Machine("Slow", "slow", Range(0.5, 2.0, 0.1), Range(0.0, 1.0, 0.5))
    made = targets(TIERS["B"], slow, 0.0, 0.0)
    assert (made.speed.high, made.inclination.high) == (200, 10)


def test_speed_and_slope_begin_to_rise_30_s_behind_each_other() -> None:
    made = begun()
    made.aim(SetTargetSpeed(0.9), 1.0, unit_confirmed=True)
    made.aim(SetTargetInclination(0.5), 1.0, unit_confirmed=True)
    assert written(made, 60.0) == [
        (1.5, SetTargetSpeed(0.9)),
        (36.25, SetTargetInclination(0.5)),
    ]
    made.aim(SetTargetSpeed(1.0), 60.0, unit_confirmed=True)
    assert [at for at, _ in written(made, 90.0) if at > 60.0] == [66.5]


def test_what_was_asked_for_and_not_reached_is_given_up_when_it_settles() -> None:
    made = begun()
    made.aim(SetTargetSpeed(3.0), 1.0, unit_confirmed=True)
    made.aim(SetTargetInclination(3.0), 1.0, unit_confirmed=True)
    made.settle()
    assert written(made, 100.0) == []


def test_a_slope_that_was_set_at_the_console_is_theirs_for_good() -> None:
    made = begun()
    assert not made.slope_is_theirs
    made.inclination_told(0.4)
    assert not made.slope_is_theirs
    made.inclination_told(2.0)
    assert made.slope_is_theirs
    made.inclination_told(0.0)
    assert made.slope_is_theirs
    made.aim(SetTargetInclination(1.0), 1.0, unit_confirmed=True)
    assert written(made, 100.0) == []


def test_of_a_belt_that_was_asked_for_nothing_the_target_is_0() -> None:
    assert Targets(Ramp(1.0, 1.0, 0, 0, 1), Ramp(1.0, 1.0, 0, 0, 1)).speed_kmh == 0.0


def test_no_deck_goes_below_flat_or_below_its_own_lowest_slope() -> None:
    down, up = Range(-3.0, 12.0, 0.5), Range(1.0, 12.0, 0.5)
    for slope, lowest_percent in ((down, 0.0), (up, 1.0)):
        made = begun("B", machine(slope=slope), percent=2.0)
        made.aim(SetTargetInclination(-3.0), 1.0, unit_confirmed=True)
        assert written(made, 100.0)[-1][1] == SetTargetInclination(lowest_percent)


@pytest.mark.parametrize("slope", [Range(0.0, 12.0, 0.1), Range(0.0, 0.1, 0.1)])
def test_a_deck_that_did_not_tell_its_slope_is_taken_for_flat(slope: Range) -> None:
    assert begun("B", machine(slope=slope)).inclination_percent == 0.0


def test_a_start_is_neither_said_again_nor_taken_back() -> None:
    made = begun()
    made.aim(SetTargetSpeed(0.7), 1.0, unit_confirmed=True)
    assert made.next(1.5, may_rise=True) == SetTargetSpeed(0.7)
    made.say_again(Start())
    made.take_back(Start(), 1.5)
    assert written(made, 10.0) == []
