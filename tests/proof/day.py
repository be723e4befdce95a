"""A day of walks in one belt room, in virtual time: `python -m tests.proof.day`.

Walk after walk, with a bad radio, lost links and pain presses, each confirmed and followed by the
next. What the process holds on to is counted after each hour; a leak would show as growth.
"""

import argparse
import asyncio
import gc
import json
import random
import tempfile
import time
import tracemalloc
from pathlib import Path

from simulators.noise import Noise
from simulators.virtual_time import run
from tests.rooms import Story, story
from treadctl.errors import Refused

HOUR_S = 3600.0
GROWTH_KIB = 64  # what caches and a longer walk may add; the board alone posts 14,400 snapshots
PROFILES = ("first-steps", "gentle-start", "back-ease-20", "senior-steady-20")


async def live(folder: Path, hours: int, seed: int) -> list[float]:
    """Live `hours` in one room; KiB of Python memory in use after each."""
    dice, used_kib = random.Random(seed), []  # noqa: S311 - a story to repeat, not a secret
    async with story(folder) as told:
        told.machine.radio = Noise(seed, garbage=0.01, truncate=0.01, duplicate=0.01)
        living = asyncio.create_task(_walk_on(told, dice))
        for hour in range(hours):
            await asyncio.sleep((hour + 1) * HOUR_S - told.now)
            assert not living.done(), living
            told.events.clear()
            told.machine.writes.clear()
            del told.machine.belt.corners[:-1]  # the simulated belt's own diary, for a judge
            gc.collect()
            used_kib.append(round(tracemalloc.get_traced_memory()[0] / 1024, 1))
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    return used_kib


async def _walk_on(told: Story, dice: random.Random) -> None:
    while True:
        await told.ready()
        told.desk.ask(told.start_request(dice.choice(PROFILES)))
        await told.until(lambda: told.desk.walk is not None)
        await asyncio.sleep(dice.uniform(30.0, 900.0))
        match dice.choice(("pain", "loss", "user", "none")):
            case "pain":
                told.stop(pain=True)
            case "loss":
                told.fault("link-loss")
                await asyncio.sleep(dice.uniform(1.0, 20.0))
                told.fault("link-back")
            case "user":
                told.stop()
        await asyncio.sleep(1.0)  # the rules learn of a stop a turn later
        await told.over()
        await _confirm(told)


async def _confirm(told: Story) -> None:
    while told.supervisor.latched is not None:
        await asyncio.sleep(4.0)
        try:
            told.desk.ask(told.acknowledge_request())
        except (Refused, AssertionError):  # not standing for 3 s yet, or no snapshot shows it yet
            continue
    await asyncio.sleep(4.0)


def measure(hours: int, seed: int) -> dict[str, object]:
    """KiB in use after the second hour, after the last, and what came in between."""
    began = time.perf_counter()
    tracemalloc.start()
    try:
        with tempfile.TemporaryDirectory(prefix="treadctl-day-") as folder:
            used_kib = run(live(Path(folder), hours, seed))
    finally:
        tracemalloc.stop()
    return {
        "hours": hours,
        "used_kib": used_kib,
        "growth_kib": round(used_kib[-1] - used_kib[1], 1),
        "wall_s": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = measure(given.hours, given.seed)
    print(json.dumps(found))  # noqa: T201
    if found["growth_kib"] > GROWTH_KIB:  # type: ignore[operator]  # a number, put there above
        raise SystemExit(1)


if __name__ == "__main__":
    main()
