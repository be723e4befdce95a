"""Hosts that are killed in a walk at 6 km/h: how long the motor goes on before its duty falls.

`python -m tests.firmware_bridge.trials`: 1000 times in virtual time, 50 times with kill -9 on a
real MicroPython. 0 if it fell within 600 ms each time. A real board whose processor was taken away
for more than 50 ms in its walk stops by itself, as it should; such a trial is made again.
"""

import argparse
import copy
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from firmware_bridge.settings import Settings, dump
from simulators.pico.process import Pico, pico
from tests.firmware_bridge.rig import Rig, running_rig

ROOT = Path(__file__).parents[2]
LIMIT_MS = 600
SPEED_CKMH = 600
BELOW = 50  # of 65535: less than this is the closed loop at work
AT_ONCE = 10
WALK_LIMIT_S, TRIALS_LIMIT = 60.0, 5


def in_virtual_time(seeds: range) -> Iterator[int]:
    """How long the duty went on after each kill, in ms."""
    walking = running_rig(SPEED_CKMH)
    walking.outs.clear()
    walking.heard.clear()
    for seed in seeds:
        yield _kill(copy.deepcopy(walking), random.Random(seed))  # noqa: S311 - to be repeated


def _kill(rig: Rig, dice: random.Random) -> int:
    rig.plant.load = dice.uniform(0.9, 1.1)
    for _ in range(dice.randrange(3)):
        rig.setpoint(SPEED_CKMH + dice.randrange(-20, 20), lease_ms=dice.randrange(200, 501))
        rig.steps(10 + dice.randrange(3))
    rig.setpoint(SPEED_CKMH)
    rig.steps(dice.randrange(10))
    killed = len(rig.outs)
    for step in range(70):
        if step == dice.randrange(3):  # what was on its way: a frame, or half of one
            rig.raw(dice.randbytes(dice.randrange(20)))
        rig.step()
    lowest = min([out.duty for out in rig.outs[:killed]], default=25_000)
    falls = (n for n, out in enumerate(rig.outs[killed:]) if out.duty < lowest - BELOW)
    return 10 * (1 + next(falls))


@dataclass(frozen=True, slots=True)
class Line:
    """What the board printed: the outputs from a moment on, in ms of the clock of both."""

    at_ms: int
    duty: int
    k1: bool


def on_micropython(speed_ckmh: int) -> int:
    """How long the duty went on after one kill -9, in ms. Raises TimeoutError if none worked."""
    for _ in range(TRIALS_LIMIT):
        with pico(dump(Settings(accel=100))) as board:
            found = _kill_9(board, speed_ckmh)
        if found is not None:
            return found
    raise TimeoutError(f"Not one of {TRIALS_LIMIT} walks came to its speed: is this machine busy?")


def _kill_9(board: Pico, speed_ckmh: int) -> int | None:
    call = [sys.executable, "-m", "simulators.pico.host", str(board.line), str(speed_ckmh)]
    with subprocess.Popen(
        call, cwd=ROOT, pass_fds=[board.line], stdout=subprocess.PIPE, text=True
    ) as host:
        try:
            walking = _within(host)
        finally:
            host.kill()
            killed_ms = time.perf_counter() * 1000
    time.sleep(1.5)
    board.board.kill()
    assert board.board.stdout is not None
    lines = [_line(text) for text in board.board.stdout.read().splitlines()]
    return _fell_after(lines, killed_ms) if walking else None


def _within(host: "subprocess.Popen[str]") -> bool:
    assert host.stdout is not None
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(host.stdout.readline)
        try:
            walking = reading.result(WALK_LIMIT_S) == "walking\n"
        except TimeoutError:
            host.kill()
            return False
    time.sleep(0.5)
    return walking


def _line(text: str) -> Line:
    at_ms, duty, k1 = text.split()
    return Line(int(at_ms), int(duty), k1 == "1")


def _fell_after(lines: list[Line], killed_ms: float) -> int | None:
    before = [line.duty for line in lines if killed_ms - 300 < line.at_ms < killed_ms]
    after = [line for line in lines if line.at_ms >= killed_ms]
    lowest = min(before, default=0)
    if not lowest:
        return None  # it had stopped already
    fell = next((line for line in after if line.duty < lowest - BELOW), None)
    return None if fell is None else round(fell.at_ms - killed_ms)


def _report(what: str, times_ms: list[int]) -> bool:
    times_ms.sort()
    within = sum(ms <= LIMIT_MS for ms in times_ms)
    middle, most = times_ms[len(times_ms) // 2], times_ms[-1]
    print(  # noqa: T201
        f"{what}: falling within {LIMIT_MS} ms in {within} of {len(times_ms)}"
        f" (median {middle} ms, longest {most} ms)"
    )
    return within == len(times_ms)


def main() -> int:
    """Run the trials, print what came of them; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.firmware_bridge.trials")
    parser.add_argument("--virtual", type=int, default=1000, metavar="N")
    parser.add_argument("--real", type=int, default=50, metavar="N")
    asked = parser.parse_args()
    good = True
    if asked.virtual:
        good &= _report("virtual time", list(in_virtual_time(range(asked.virtual))))
    if asked.real:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            times = list(pool.map(on_micropython, repeat(SPEED_CKMH, asked.real)))
        good &= _report("kill -9, MicroPython", times)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
