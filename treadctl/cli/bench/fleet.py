"""`treadctl bench fleet`: a gym, or fifty of them, through one Mosquitto into one database.

The machines are simulated, their edges are real: walks told in virtual time are told again over
MQTT once a second. What is counted is what a subscriber heard, by the ids in the messages.
"""

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.bench.figures import Figures, show

if TYPE_CHECKING:
    from treadctl.cli.bench.fleet_scene import Leg

SMALLER = (10, 100, 1000)


@click.command()
@click.option("--machines", type=click.IntRange(1, 9999), default=1000, show_default=True)
@click.option("--seconds", type=click.FloatRange(min=1.0), default=60.0, show_default=True)
@click.option("--payloads", type=click.IntRange(min=1), default=60_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def fleet(machines: int, seconds: float, payloads: int, as_json: bool) -> None:
    """So many machines at 1 Hz for so many SECONDS; also 10, 100 and 1000, where that is fewer.

    Then as many of their payloads as fast as they are taken in, beside a bare client.
    """
    figures = measure(machines, seconds, payloads)
    floors = {"ingest_per_s": f"bare client {figures['bare_per_s']}"}
    show(figures, floors, as_json=as_json)


def measure(machines: int, seconds: float, payloads: int) -> Figures:
    """The figures of the contract for so many machines, and the processor time per machine of
    each smaller number. `cpu_s_per_machine` is what broker, ingest and database took of it in
    `seconds`.
    """
    from treadctl.cli.bench.fleet_ingest import ingested
    from treadctl.cli.bench.fleet_scene import leg
    from treadctl.cli.fleet_sim import open_files

    open_files()
    sizes = [*(size for size in SMALLER if size < machines), machines]
    with tempfile.TemporaryDirectory(prefix="treadctl-bench-") as folder:
        legs = [leg(size, seconds, Path(folder) / str(size)) for size in sizes]
        ingest = ingested(legs[-1].telemetry, payloads, Path(folder) / "ingest")
    costs = {f"cpu_s_per_machine_{one.machines}": one.cpu_s_per_machine for one in legs}
    return _figures(legs[-1], seconds) | costs | added(legs) | ingest


def added(legs: Sequence["Leg"]) -> dict[str, float]:
    """What each further machine took, from one number of them to the next: the same each time if
    cost grows in a line, whatever a gym takes that stands still.
    """
    return {
        f"cpu_s_added_per_machine_{more.machines}": round(
            (more.gym_cpu_s - fewer.gym_cpu_s) / (more.machines - fewer.machines), 5
        )
        for fewer, more in pairwise(legs)
    }


def _figures(found: "Leg", seconds: float) -> dict[str, float | int | str]:
    return {
        "machines": found.machines,
        "seconds": seconds,
        "online_s": found.online_s,
        "store": found.store,
        "events_sent": found.events_sent,
        "events_lost": found.events_lost,
        "telemetry_sent": found.telemetry_sent,
        "telemetry_lost": found.telemetry_lost,
        "p99_ms": found.p99_ms,
        "cpu_s_per_machine": found.cpu_s_per_machine,
        **{f"{name}_cpu_s": value for name, value in found.cpu_s.items()},
    }
