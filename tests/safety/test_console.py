"""Did somebody at the console change the speed?"""

from collections.abc import Iterable

import pytest

from treadctl.safety.commanded import Commanded
from treadctl.safety.console import ConsoleWatch

T = 0.5
E = 0.01


def at_speed(speed_kmh: float = 2.0, step_kmh: float = 0.1) -> tuple[ConsoleWatch, Commanded]:
    """A belt that was asked for `speed_kmh` at 0 and has reached it."""
    watch, commanded = ConsoleWatch(step_kmh), Commanded()
    commanded.add(speed_kmh, 0.0)
    assert not watch.slower(speed_kmh, commanded, 1.0, T)
    return watch, commanded


@pytest.mark.parametrize(
    ("told_kmh", "theirs"),
    [(2.0, False), (2.15, False), (1.85, False), (2.152, True), (1.848, True)],
)
def test_a_target_that_is_ours_but_for_rounding_is_an_echo(told_kmh: float, theirs: bool) -> None:
    watch, commanded = at_speed()
    assert watch.told(told_kmh, commanded, 20.0) is theirs


def test_a_machine_with_a_coarse_grid_rounds_coarsely() -> None:
    watch, commanded = at_speed(step_kmh=0.32)
    assert not watch.told(1.7, commanded, 20.0)
    assert watch.told(1.6, commanded, 20.0)


@pytest.mark.parametrize(("late_s", "theirs"), [(5.0 - E, False), (5.0, True)])
def test_an_echo_of_an_older_target_may_come_5_s_late(late_s: float, theirs: bool) -> None:
    watch, commanded = at_speed(1.0)
    commanded.add(2.0, 10.0)
    assert watch.told(1.0, commanded, 10.0 + late_s) is theirs


def test_while_an_older_target_may_be_told_the_newer_is_ours_too() -> None:
    watch, commanded = at_speed(1.0)
    commanded.add(2.0, 10.0)
    assert not watch.told(2.0, commanded, 11.0)


def slower_from(speeds_kmh: Iterable[float], step_kmh: float = 0.1) -> float | None:
    """When a belt at 2.0 km/h is taken for slower, in seconds behind the first of `speeds_kmh`."""
    watch, commanded = at_speed(step_kmh=step_kmh)
    for n, speed_kmh in enumerate(speeds_kmh):
        if watch.slower(speed_kmh, commanded, 10.0 + n * T, T):
            return n * T
    return None


@pytest.mark.parametrize(
    ("speeds", "after_s"),
    [
        ([1.7] * 40, 4.0),
        ([1.71] * 40, None),
        ([1.5, 1.5, 2.0] * 20, None),
        ([0.0] * 40, None),
        ([1.5, 1.0, 0.5] + [0.0] * 40, None),
        ([1.2] * 8, None),
        ([1.2] * 9, 4.0),
    ],
)
def test_a_belt_that_runs_slower_unasked_was_slowed_at_the_console(
    speeds: list[float], after_s: float | None
) -> None:
    assert slower_from(speeds) == after_s


def test_a_coarse_grid_needs_a_larger_change() -> None:
    assert slower_from([1.6] * 40, step_kmh=0.32) is None
    assert slower_from([1.5] * 40, step_kmh=0.32) == 4.0


def test_a_belt_that_never_reached_its_target_was_not_slowed() -> None:
    watch, commanded = at_speed(1.0)
    commanded.add(2.0, 5.0)
    assert not any(watch.slower(1.0, commanded, 10.0 + n, 1.0) for n in range(60))


def test_a_belt_that_we_slow_was_not_slowed_by_anybody_else() -> None:
    watch, commanded = at_speed(3.0)
    commanded.add(1.0, 5.0)
    watch.lowered(1.0)
    speeds = [3.0 - n / 10 for n in range(21)] + [1.0] * 40
    assert not any(
        watch.slower(speed_kmh, commanded, 5.0 + n, 1.0) for n, speed_kmh in enumerate(speeds)
    )
