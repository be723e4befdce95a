"""`treadctl bench lines`: from a stop to its last byte on each kind of serial line.

By simulated machines on ptys, paced at their line's speed. A line for one at a time has to be left
to the answer that is on its way: the transaction in flight. In Modbus RTU that ends with 3.5
characters of silence, which part one frame from the next (Modbus over Serial Line 1.02, section
2.5.1.1): a stop that comes sooner may be lost with the frame before it. What counts is the time
behind that, the stop's own bytes included.
"""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from treadctl.cli.bench.figures import percentile
from treadctl.model import Answer, Machine, Notice, Telemetry

if TYPE_CHECKING:
    from simulators.line import SerialMachine
    from treadctl.drivers import Driver, Listener
    from treadctl.drivers.serial_port import Line, Lost, OpenLine, Received

LINES = ("bridge", "csafe", "lifespan", "trackmaster", "woodway")
PAUSE_S = (0.25, 0.5)  # long enough for what a stop leaves to be asked, at any place of the poll
READY_LIMIT_S, ARRIVAL_LIMIT_S = 10.0, 5.0

MakeDriver = Callable[["OpenLine", "Listener", str], "Driver"]
Row = dict[str, float | int]


@click.command()
@click.option("--line", "kind", type=click.Choice(LINES), help="Only this one.")
@click.option("-n", "n", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def lines(kind: str | None, n: int, as_json: bool) -> None:
    """Stop each kind of machine N times, at any moment of its poll, and time the last byte."""
    rows = {one: _row(one, n) for one in ([kind] if kind else LINES)}
    if as_json:
        click.echo(json.dumps(rows))
        return
    for name, row in rows.items():
        click.echo(f"{name:12}" + "".join(f"  {key} {value}" for key, value in row.items()))


def _row(kind: str, n: int) -> Row:
    from simulators.virtual_time import run

    return asyncio.run(measure(kind, n)) | {"virtual_max_ms": run(measure_virtually(kind, n))}


async def measure(kind: str, n: int) -> Row:
    """The figures of `n` stops at a pty, in milliseconds.

    waited: for the transaction in flight. p50, p99, max: from its end, or from the press where
    there is none, to the last byte of the stop. own: what its bytes take.
    """
    from simulators.live_serial import MACHINES
    from simulators.serial_line import serial_line
    from treadctl.drivers.serial_port import open_port

    machine = MACHINES[kind](asyncio.get_running_loop().time())
    async with serial_line(machine) as line:
        path = str(line.path)
        samples = await _stopped(kind, machine, partial(open_port, path, machine.baudrate), n)
    return _figures(samples, machine.baudrate)


async def measure_virtually(kind: str, n: int) -> float:
    """The same max in virtual time, where only what is written takes any: the waiting itself."""
    from simulators.live_serial import MACHINES
    from simulators.memory_line import MemoryLine

    line = MemoryLine(MACHINES[kind](asyncio.get_running_loop().time()))
    samples = await _stopped(kind, line.machine, line.open_line, n)
    line.wire.close()
    return round(max(sample.took_s for sample in samples) * 1000, 2)


@dataclass(frozen=True, slots=True)
class _Sample:
    """One stop: what it waited for the line, what it then took to its last byte, its length."""

    waited_s: float
    took_s: float
    stop_bytes: int


def _figures(samples: Sequence[_Sample], baudrate: int) -> Row:
    from simulators.uart import byte_s

    took_ms = [sample.took_s * 1000 for sample in samples]
    return {
        "n": len(samples),
        "waited_max_ms": round(max(sample.waited_s for sample in samples) * 1000, 1),
        "p50_ms": round(percentile(took_ms, 50), 2),
        "p99_ms": round(percentile(took_ms, 99), 2),
        "max_ms": round(max(took_ms), 2),
        "own_ms": round(samples[0].stop_bytes * byte_s(baudrate) * 1000, 2),
    }


class _Tap:
    """Stands between the driver and the port, and hears what reaches the machine."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.answered_at = self.free_at = 0.0
        self.last_byte_at = 0.0
        self.stop_bytes = 0
        self._loop = asyncio.get_running_loop()
        self._line: Line
        self._received: Received
        self._written = self._heard = self._stop_ends = 0
        self._pressed = False

    async def open_line(self, open_line: "OpenLine", received: "Received", lost: "Lost") -> "Line":
        self._received = received
        self._line = await open_line(self._on_answer, lost)
        return self

    def press(self) -> None:
        """The next thing written is the stop."""
        self.over.clear()
        self._pressed = True

    def write(self, data: bytes) -> None:
        self._line.write(data)
        self._written += len(data)
        if self._pressed:
            self._pressed = False
            self.free_at, self.stop_bytes = self.answered_at, len(data)
            self._stop_ends = self._written

    def close(self) -> None:
        self._line.close()

    def watch(self, machine: "SerialMachine") -> None:
        """Hear what reaches this machine."""
        hear = machine.received

        def noted(data: bytes, now: float) -> Sequence[bytes]:
            self._arrived(len(data), now)
            return hear(data, now)

        setattr(machine, "received", noted)  # noqa: B010 - one machine's own

    def _arrived(self, count: int, at: float) -> None:
        self._heard += count
        if self._stop_ends and self._heard >= self._stop_ends:
            self.last_byte_at, self._stop_ends = at, 0
            self.over.set()

    def _on_answer(self, data: bytes) -> None:
        self.answered_at = self._loop.time()
        self._received(data)


class _Listener:
    """Waits until the machine is described, and keeps nothing."""

    def __init__(self) -> None:
        self.is_ready = asyncio.Event()

    def ready(self, machine: Machine) -> None:
        self.is_ready.set()

    def heard(self, telemetry: Telemetry) -> None:
        """Nobody walks."""

    def noticed(self, notice: Notice) -> None:
        """Nobody walks."""

    def stop_written(self, at: float) -> None:
        """The tap has seen it."""

    def stop_answered(self, answer: Answer) -> None:
        """The belt stands."""


async def _stopped(
    kind: str, machine: "SerialMachine", open_line: "OpenLine", n: int
) -> list[_Sample]:
    make_driver, silence_s = _dialect(kind)
    tap, listener = _Tap(), _Listener()
    tap.watch(machine)
    driver = make_driver(partial(tap.open_line, open_line), listener, kind)
    running = asyncio.create_task(driver.run(), name="driver")
    try:
        async with asyncio.timeout(READY_LIMIT_S):
            await listener.is_ready.wait()
        chance = random.Random(0)  # noqa: S311 - pauses, not secrets
        return [await _one(driver, tap, silence_s, chance.uniform(*PAUSE_S)) for _ in range(n)]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _one(driver: "Driver", tap: _Tap, silence_s: float, pause_s: float) -> _Sample:
    await asyncio.sleep(pause_s)
    pressed_at = asyncio.get_running_loop().time()
    tap.press()
    driver.stop()
    async with asyncio.timeout(ARRIVAL_LIMIT_S):
        await tap.over.wait()
    free_at = max(pressed_at, tap.free_at + silence_s)
    return _Sample(free_at - pressed_at, tap.last_byte_at - free_at, tap.stop_bytes)


def _dialect(kind: str) -> tuple[MakeDriver, float]:
    """The driver, and the silence that ends a transaction on its line."""
    from treadctl.drivers import bridge, csafe, lifespan, trackmaster, woodway
    from treadctl.protocols.lifespan import GAP_S

    dialects: dict[str, tuple[MakeDriver, float]] = {
        "bridge": (bridge.BridgeDriver, 0.0),
        "csafe": (csafe.CsafeDriver, 0.0),
        "lifespan": (lifespan.LifespanDriver, GAP_S),
        "trackmaster": (trackmaster.TrackmasterDriver, 0.0),
        "woodway": (woodway.WoodwayDriver, 0.0),
    }
    return dialects[kind]
