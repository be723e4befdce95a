"""`treadctl bench stop`: from the press of the pain button to the bytes at the transport.

Three kinds of sample take turns on one loop, one client and under one load: ours, the floor (a
bare callback that makes a task of the write), and the floor again, which shows what the figures
are worth.

On a serial line (pty) a stop waits for the answer on its way: there the time counts from the end of
that answer, if it comes after the press, and the longest wait is told apart.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from treadctl.cli.bench.figures import Figures, percentile, show
from treadctl.cli.bench.neighbour import WAYS

if TYPE_CHECKING:
    from treadctl.cli.bench.scene import Scene

PAUSE_S = 0.001  # the loop of a belt room mostly sleeps; a hot one flatters everybody
SETTLE_TURNS = 4  # what a stop leaves to do afterwards is done before the next sample
ARRIVAL_LIMIT_S = 5.0


@click.command()
@click.option("--edges", type=click.Choice(list(WAYS)), default="idle", show_default=True)
@click.option("--transport", type=click.Choice(["memory", "bumble", "pty"]), default="memory")
@click.option("-n", "n", type=click.IntRange(min=1), default=20_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def stop(edges: str, transport: str, n: int, as_json: bool) -> None:
    """Measure the way of a stop through guard, driver and transport, beside a bare write.

    The belt walks, the board is served, and an edges process reads, hangs, is stopped, is killed
    each second, or floods the socket with requests or garbage. Real time: a minute or two.
    """
    figures = asyncio.run(measure(transport, edges, n))
    floors = {
        "p50_us": f"floor {figures['floor_p50_us']}",
        "p99_us": f"floor {figures['floor_p99_us']}",
        "ratio_p99": f"floor against itself {figures['aa_ratio_p99']}",
    }
    if "arrived_p99_us" in figures:
        floors["arrived_p50_us"] = f"floor {figures['floor_arrived_p50_us']}"
        floors["arrived_p99_us"] = f"floor {figures['floor_arrived_p99_us']}"
        floors["arrived_ratio_p99"] = f"floor against itself {figures['aa_arrived_ratio_p99']}"
    show(figures, floors, as_json=as_json)


async def measure(transport: str, edges: str, n: int) -> Figures:
    """The figures of `n` samples of each kind, times in microseconds."""
    from treadctl.cli.bench.scene import walking

    async with walking(transport, edges) as scene:
        began, sent = time.perf_counter(), scene.requests_sent
        samples = await _sampled(scene, n)
        offered_per_s = (scene.requests_sent - sent) / (time.perf_counter() - began)
    ours, floor, again = ([one.handed_over_ns for one in kind] for kind in samples)
    waited_ns = max(one.waited_ns for kind in samples for one in kind)
    return {
        "transport": transport,
        "edges": edges,
        "n": n,
        "p50_us": _us(percentile(ours, 50)),
        "p99_us": _us(percentile(ours, 99)),
        "max_us": _us(max(ours)),
        "floor_p50_us": _us(percentile(floor, 50)),
        "floor_p99_us": _us(percentile(floor, 99)),
        "floor_max_us": _us(max(floor)),
        "overhead_p50_us": _us(percentile(ours, 50) - percentile(floor, 50)),
        "ratio_p99": round(percentile(ours, 99) / percentile(floor, 99), 3),
        "aa_ratio_p99": round(percentile(again, 99) / percentile(floor, 99), 3),
        **(_at_the_machine(samples) if transport == "bumble" else {}),
        "offered_per_s": round(offered_per_s),
        **({"waited_max_ms": round(waited_ns / 1e6, 1)} if transport == "pty" else {}),
        "clock_late_max_ms": round(scene.clock_late_s * 1000, 1),
    }


def _us(nanoseconds: float) -> float:
    return round(nanoseconds / 1000, 1)


@dataclass(frozen=True, slots=True)
class Sample:
    """Nanoseconds from when a stop could be written, and what it waited for that."""

    handed_over_ns: int
    arrived_ns: int
    waited_ns: int


Samples = tuple[list[Sample], list[Sample], list[Sample]]
"""Ours, the floor, and the floor again."""


def _at_the_machine(samples: Samples) -> Figures:
    """The figures to the handler of the peripheral, behind its own stack."""
    ours, floor, again = ([one.arrived_ns for one in kind] for kind in samples)
    floor_p99 = percentile(floor, 99)
    return {
        "arrived_p50_us": _us(percentile(ours, 50)),
        "arrived_p99_us": _us(percentile(ours, 99)),
        "floor_arrived_p50_us": _us(percentile(floor, 50)),
        "floor_arrived_p99_us": _us(floor_p99),
        "arrived_ratio_p99": round(percentile(ours, 99) / floor_p99, 3),
        "aa_arrived_ratio_p99": round(percentile(again, 99) / floor_p99, 3),
    }


async def _sampled(scene: "Scene", n: int) -> Samples:
    """The samples; each kind leads in every third round."""
    ours, bare = _button(scene), _bare_write(scene)
    kinds, chance = (ours, bare, bare), random.Random(0)  # noqa: S311 - pauses, not secrets
    samples: Samples = ([], [], [])
    for turn in range(n):
        for place in range(3):
            kind = (turn + place) % 3
            pause_s = chance.uniform(0.0, PAUSE_S)
            samples[kind].append(await _one(scene, kinds[kind], pause_s))
    return samples


async def _one(scene: "Scene", press: Callable[[], None], pause_s: float) -> Sample:
    await asyncio.sleep(pause_s)
    began_ns, tap = 0, scene.tap
    tap.over.clear()

    def pressed() -> None:
        nonlocal began_ns
        began_ns = time.perf_counter_ns()
        press()

    asyncio.get_running_loop().call_soon(pressed)
    async with asyncio.timeout(ARRIVAL_LIMIT_S):
        await tap.over.wait()
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0)
    scene.rewind()
    may_write_ns = max(began_ns, min(tap.answered_ns, tap.handed_over_ns))
    return Sample(
        tap.handed_over_ns - may_write_ns,
        tap.arrived_ns - may_write_ns,
        may_write_ns - began_ns,
    )


def _button(scene: "Scene") -> Callable[[], None]:
    from treadctl.model import StopCause

    return lambda: scene.guard.stop(StopCause.PAIN)


def _bare_write(scene: "Scene") -> Callable[[], None]:
    loop, tap = asyncio.get_running_loop(), scene.tap
    writes: set[asyncio.Task[None]] = set()

    def write() -> None:
        task = loop.create_task(tap.write_bare())
        writes.add(task)
        task.add_done_callback(writes.discard)

    return write
