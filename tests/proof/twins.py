"""A thousand stops on the twin of each measured machine: `python -m tests.proof.twins`.

Each walk is stopped at another speed, at another moment of a telemetry period, most of them while
the belt still rises or falls. A stop that raises the alarm, or a belt that is said to stand and
does not, is a failure. Speeds reach from the machine's lowest to the one its stop was measured at.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from simulators.machines import OMEGA_Z, T12B, UREVO_E1L
from simulators.virtual_time import run
from tests.belt import Belt, guarded
from treadctl.errors import Refused
from treadctl.model import Confirmed, SetTargetSpeed, StopCause
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase

MEASURED_KMH = {"E1L": (UREVO_E1L, 1.93), "Omega Z": (OMEGA_Z, 0.8), "T12B": (T12B, 3.0)}
LONGEST_S = 30.0


@dataclass(frozen=True, slots=True)
class Count:
    """What came of the stops of one twin. `slowest_s`: from the press to two zeros."""

    twin: str
    stops: int
    alarms: int
    false_stands: int
    slowest_s: float


async def stop_often(folder: Path, twin: str, stops: int, seed: int) -> Count:
    """Walk and stop `stops` times."""
    model, fastest_kmh = MEASURED_KMH[twin]
    dice = random.Random(seed)  # noqa: S311 - a story to repeat, not a secret
    false_stands, slowest_s = 0, 0.0
    async with guarded(folder, model) as belt:
        for _ in range(stops):
            await _walk_for_a_while(belt, dice, fastest_kmh)
            asked_at = belt.loop.time()
            belt.guard.stop(StopCause.USER)
            await asyncio.sleep(0)  # the rules learn of a stop a turn later
            await belt.until(lambda: belt.supervisor.phase is Phase.IDLE)
            slowest_s = max(slowest_s, belt.loop.time() - asked_at)
            belt.machine.belt.advance(belt.loop.time())
            false_stands += belt.machine.belt.speed_kmh > 0
        return Count(twin, stops, len(belt.said("alarm")), false_stands, round(slowest_s, 2))


async def _walk_for_a_while(belt: Belt, dice: random.Random, fastest_kmh: float) -> None:
    await belt.ready()
    await asyncio.sleep(1.0)  # the last stop is answered
    assert await belt.guard.start(TIERS["B"]) == Confirmed()
    seconds, rest_s = divmod(dice.uniform(0.0, LONGEST_S), 1.0)
    aim_kmh = dice.uniform(0.5, fastest_kmh)
    for _ in range(int(seconds)):
        try:
            belt.guard.aim(SetTargetSpeed(aim_kmh))
        except Refused:
            raise AssertionError(belt.causes) from None
        await asyncio.sleep(1.0)
    await asyncio.sleep(rest_s)  # stops fall anywhere within a telemetry period


def count(twin: str, stops: int, seed: int) -> Count:
    """The stops of one twin, in virtual time."""
    with tempfile.TemporaryDirectory(prefix="treadctl-twins-") as folder:
        return run(stop_often(Path(folder), twin, stops, seed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stops", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    found = [asdict(count(twin, given.stops, given.seed)) for twin in MEASURED_KMH]
    print(json.dumps({"twins": found, "wall_s": round(time.perf_counter() - began, 1)}))  # noqa: T201
    if any(one["alarms"] or one["false_stands"] for one in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
