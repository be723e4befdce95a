"""The worked frames of tests/golden/serial_machines.csv."""

import csv
from pathlib import Path

from tests.simulators.serial_host import Host

_FILE = Path(__file__).parent.parent / "golden" / "serial_machines.csv"


def golden(machine: str) -> list[tuple[str, str]]:
    """What is sent to a machine of this kind, one request after the other, and its answers."""
    with _FILE.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["machine"] == machine]
    assert rows
    return [(row["sent"], row["answered"]) for row in rows]


async def worked(host: Host, row: tuple[str, str]) -> None:
    """Hold one row against a machine that was just switched on."""
    sent, answered = (part.split() for part in row)
    assert [await host.ask(request) for request in sent] == answered
