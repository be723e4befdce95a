"""`treadctl bench NAME`: figures beside their floor, measured in one run on this machine."""

from importlib import import_module

import click

BENCHES = {
    "bridge": "The control step of the bridge's firmware, on a real MicroPython.",
    "crash": "From the death of the belt process in a walk to the stop at the machine.",
    "decode": "Telemetry frames decoded in a second, beside pyftms.",
    "faults": "Random walks with faults, judged by the simulated belt's own physics.",
    "fleet": "So many machines through one broker into a database, and what each costs.",
    "footprint": "Memory of the processes, and how soon they are ready.",
    "frames": "What real machines sent, against what its source says, beside pyftms.",
    "lines": "From a stop to its last byte on each kind of serial line.",
    "mqtt": "From the board to a subscriber, and a backlog, beside bare paho.",
    "session": "A noisy half-hour walk in virtual time.",
    "stop": "From the press of the pain button to the bytes at the transport.",
}


class _Lazy(click.Group):
    """Imports a bench only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(BENCHES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in BENCHES:
            return None
        module = import_module(f"treadctl.cli.bench.{cmd_name}")
        found: click.Command = getattr(module, cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Benches"):
            formatter.write_dl(sorted(BENCHES.items()))


@click.group(cls=_Lazy)
def bench() -> None:
    """Figures beside their floor, measured in one run.

    The floor is the least that any program would need here; what is above it is ours.
    """
