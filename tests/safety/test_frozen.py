"""Does the machine measure, or repeat itself?"""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, OMEGA_Z, T12B, UREVO_E1L, MachineModel
from tests.belt import guarded
from treadctl.model import Telemetry
from treadctl.safety.frozen import FrozenWatch


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
