"""`treadctl bench crash`: from the death of the belt process to the stop at the machine.

In each round a service that runs as its unit says is killed in a walk, and what the unit says then
is done: `treadctl stop --after-crash`. Between the rounds the floor: a bare Python process that
only connects and writes the same stop over the same link.
"""

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.bench.figures import Figures, percentile, show
from treadctl.errors import BadInput, TreadctlError

if TYPE_CHECKING:
    from treadctl.cli.bench.crash_scene import Machine

STANDING = "stop post 0"
FLOOR = Path(__file__).with_name("bare_stop.py")


@click.command()
@click.option("-n", "n", type=click.IntRange(min=1), default=30, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def crash(n: int, as_json: bool) -> None:
    """Kill the belt process in a walk, and time when a stop reaches the machine.

    Over bumble's GATT between processes, the unit run by our own runner: no systemd, no BlueZ.
    Real time: ten seconds for each round.
    """
    figures = asyncio.run(measure(n))
    floors = {f"{key}_s": f"floor {figures[f'floor_{key}_s']}" for key in ("p50", "p99", "max")}
    show(figures, floors, as_json=as_json)


async def measure(n: int) -> Figures:
    """The figures of `n` rounds, in seconds."""
    from treadctl.cli.bench.crash_scene import live_machine

    if find_spec("bumble") is None:
        raise BadInput("This needs the demo extra: pip install 'treadctl[demo]'.")
    ours, floor = [], []
    with tempfile.TemporaryDirectory(prefix="treadctl-bench-") as name:
        async with live_machine() as machine:
            for _ in range(n):
                ours.append(await _crashed(machine, Path(name)))
                floor.append(await _bare(machine))
    arrived, obeyed = zip(*ours, strict=True)
    return {
        "n": n,
        **_figures(arrived, ""),
        **_figures(floor, "floor_"),
        **_figures(obeyed, "obeyed_"),
    }


def _figures(samples_s: Sequence[float], prefix: str) -> dict[str, float]:
    found = {"p50_s": percentile(samples_s, 50), "p99_s": percentile(samples_s, 99)}
    return {prefix + k: round(v, 3) for k, v in (found | {"max_s": max(samples_s)}).items()}


async def _crashed(machine: "Machine", folder: Path) -> tuple[float, float]:
    """Seconds from the kill to the stop at the machine, and to the one that the belt obeyed."""
    from treadctl.cli.bench.crash_scene import configuration, limited, walking
    from treadctl.cli.bench.unit_runner import UnitRunner
    from treadctl.cli.unit import made

    service = UnitRunner(made(configuration(folder, machine.uri)), folder)
    running = asyncio.create_task(service.run_once(), name="service")
    try:
        async with limited("the service was ready"):
            await service.ready.wait()
        async with walking(service.socket):
            machine.forget()
            began = time.perf_counter()
            service.signal(signal.SIGKILL)
            arrived, obeyed = await machine.stop(), await machine.obeyed()
    except TreadctlError as error:
        raise TreadctlError(f"{error} {service.journal.strip()[-500:]}") from error
    finally:
        service.signal(signal.SIGKILL)
        await running
    if service.happened[-1] != STANDING:
        raise TreadctlError(f"The belt was not measured standing: {service.happened}.")
    service.latch.unlink()  # as if a person had confirmed the stop
    return arrived - began, obeyed - began


async def _bare(machine: "Machine") -> float:
    """Seconds from the start of a bare process to its stop at the machine."""
    machine.forget()
    began = time.perf_counter()
    hci = machine.uri.partition("=")[2]
    process = await asyncio.create_subprocess_exec(sys.executable, str(FLOOR), hci)
    arrived = await machine.stop()
    await process.wait()
    return arrived - began
