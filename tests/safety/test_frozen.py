"""Does the machine measure, or repeat itself?"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, OMEGA_Z, T12B, UREVO_E1L, MachineModel
from tests.belt import guarded
from treadctl.model import Telemetry
from treadctl.safety.frozen import Counter, FrozenWatch


def walks(seconds: int, elapsed: bool = True, grain_m: int | None = 1) -> Iterator[Telemetry]:
    """One record a second at 3.6 km/h, with the counters that a machine has."""
    for n in range(seconds):
        yield Telemetry(
            float(n),
            speed_kmh=3.6,
            elapsed_s=n if elapsed else None,
            distance_m=None if grain_m is None else n // grain_m * grain_m,
        )


def frozen_at(records: Iterable[Telemetry], repeated_s: int) -> int | None:
    """How long the last of `records` is repeated until that is noticed; None: it is not."""
    watch, last = FrozenWatch(), Telemetry(0.0)
    for last in records:
        assert not watch.heard(last)
    for n in range(1, repeated_s + 1):
        again = Telemetry(
            last.at + n,
            speed_kmh=last.speed_kmh,
            elapsed_s=last.elapsed_s,
            distance_m=last.distance_m,
        )
        if watch.heard(again):
            return n
    return None


@pytest.mark.parametrize(
    ("elapsed", "grain_m", "after_s"),
    [(True, None, 6), (True, 1, 6), (False, 1, 6), (True, 10, 31), (False, 10, 31)],
)
def test_counters_that_stand_while_the_belt_is_said_to_move_are_noticed(
    elapsed: bool, grain_m: int | None, after_s: int
) -> None:
    assert frozen_at(walks(91, elapsed, grain_m), 60) == after_s


@pytest.mark.parametrize(("elapsed", "grain_m"), [(False, None), (False, 100)])
def test_a_machine_without_a_counter_that_ticks_cannot_be_judged(
    elapsed: bool, grain_m: int | None
) -> None:
    assert frozen_at(walks(60, elapsed, grain_m), 600) is None


def test_a_belt_that_is_said_to_stand_may_repeat_itself() -> None:
    records = [*walks(20), Telemetry(20.0, speed_kmh=0.0, elapsed_s=20, distance_m=20)]
    assert frozen_at(records, 600) is None


def test_a_speed_that_changes_is_a_measurement() -> None:
    watch = FrozenWatch()
    for record in walks(20):
        watch.heard(record)
    assert not any(
        watch.heard(Telemetry(20.0 + n, speed_kmh=3.5 + n % 2 / 10, elapsed_s=19))
        for n in range(60)
    )


@pytest.mark.parametrize("model", [DEFAULT, UREVO_E1L, OMEGA_Z, T12B], ids=lambda m: m.model_number)
async def test_no_normal_machine_is_frozen(tmp_path: Path, model: MachineModel) -> None:
    """Ten minutes of a slow walk on each twin of a measured machine."""
    async with guarded(tmp_path, model) as belt:
        await belt.walk(1.5)
        await asyncio.sleep(600.0)
        assert belt.causes == []


def ticked(times: int, every: float = 1.0, least: float = 5.0) -> Counter:
    """A counter that was heard four times in `every`, until it had ticked so often."""
    counter = Counter(least)
    for n in range(4 * times + 1):
        counter.heard(n // 4, every / 4)
    return counter


@pytest.mark.parametrize(("times", "trusted"), [(2, False), (3, True)])
def test_a_counter_is_trusted_from_its_third_tick_on(times: int, trusted: bool) -> None:
    assert ticked(times).trusted is trusted


def test_a_record_without_the_counter_is_no_tick() -> None:
    counter = ticked(2)
    for value in (None, 2, None, 2):
        counter.heard(value, 0.25)
    assert not counter.trusted


@pytest.mark.parametrize(
    ("every", "spent", "stands"), [(1.0, 5.0, False), (1.0, 5.01, True), (2.0, 6.0, False)]
)
def test_a_counter_stands_after_the_least_and_three_times_its_longest(
    every: float, spent: float, stands: bool
) -> None:
    counter = ticked(3, every)
    counter.heard(3, spent)
    assert counter.stands is stands


def test_a_counter_that_never_ticked_stands_after_the_least() -> None:
    counter = Counter(0.25)
    counter.heard(1, 0.0)
    counter.heard(1, 0.25)
    assert not counter.stands
    counter.heard(1, 0.01)
    assert counter.stands


def test_a_counter_begins_with_nothing_spent() -> None:
    counter = Counter(5.0)
    counter.heard(None, 5.0)
    assert not counter.stands


@pytest.mark.parametrize(
    ("elapsed", "grain_m", "speed_kmh"), [(True, None, 3.6), (True, None, 3.7), (False, 1, 3.6)]
)
def test_what_stands_is_missed_after_5_s_or_5_m(
    elapsed: bool, grain_m: int | None, speed_kmh: float
) -> None:
    watch, records = FrozenWatch(), list(walks(20, elapsed, grain_m))
    for record in records:
        watch.heard(record)
    again = [replace(records[-1], at=19.0 + n / 4, speed_kmh=speed_kmh) for n in range(1, 40)]
    assert next(record.at for record in again if watch.heard(record)) == 24.25


@pytest.mark.parametrize(
    ("intervals", "limit"),
    [([4.0, 1.0, 1.0], 5.0), ([1.0, 2.0, 1.0], 6.0), ([1.0, 1.0, 2.0], 6.0)],
)
def test_the_longest_interval_counts_but_for_the_first_that_nobody_saw_begin(
    intervals: list[float], limit: float
) -> None:
    counter = Counter(5.0)
    counter.heard(0, 0.0)
    for n, spent in enumerate(intervals, 1):
        counter.heard(n, spent)
    counter.heard(len(intervals), limit)
    assert not counter.stands
    counter.heard(len(intervals), 0.01)
    assert counter.stands


def test_a_quick_counter_is_missed_after_its_least() -> None:
    counter = ticked(3, 0.04, least=0.25)
    counter.heard(3, 0.26)
    assert counter.stands


def test_the_time_in_which_a_belt_stood_says_nothing_of_how_long_a_tick_takes() -> None:
    watch = FrozenWatch()
    for n in range(120):
        assert not watch.heard(Telemetry(n / 4, speed_kmh=0.0, elapsed_s=n // 20))
    records = [Telemetry(30 + n / 4, speed_kmh=1.0, elapsed_s=6 + n // 4) for n in range(20)]
    records += [replace(records[-1], at=34.75 + n / 4) for n in range(1, 40)]
    assert next(record.at for record in records if watch.heard(record)) == 39.25
