"""How fast payloads of machines are taken into the database: ours, and a bare client beside it.

Both hear the same payloads from the same kind of broker, and make the same lines of them. Turns
are taken: bare, ours, ours, bare.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import harmonic_mean

from paho.mqtt.client import Client

from treadctl.cli.bench.bare_mqtt import HOST, client, mosquitto
from treadctl.cli.bench.fleet_scene import process, until
from treadctl.cli.bench.fleet_store import Store, store, values_in
from treadctl.edges.fleet.metrics import line

READY_LIMIT_S = 30.0
STORED_LIMIT_S = 120.0
STILL_S = 1.0

Telemetry = list[tuple[str, bytes]]


def ingested(telemetry: Telemetry, n: int, folder: Path) -> dict[str, float | int]:
    """Figures of `n` payloads, repeated where there are fewer."""
    some = list(islice(cycle(telemetry), n // 2 or 1))
    bare, ours = list[float](), list[float]()
    with store(folder) as database:
        for who in (bare, ours, ours, bare):
            with mosquitto() as port, _taker(port, database, bare=who is bare):
                who.append(_per_s(port, database, some))
    return {
        "payloads": n,
        "ingest_per_s": round(harmonic_mean(ours)),
        "bare_per_s": round(harmonic_mean(bare)),
        "ingest_ratio": round(harmonic_mean(ours) / harmonic_mean(bare), 2),
    }


@contextmanager
def _taker(port: int, database: Store, *, bare: bool) -> Iterator[None]:
    if not bare:
        broker = f"mqtt://{HOST}:{port}"
        with process("fleet", "metrics", "--broker", broker, "--to", database.url):
            yield
        return
    command = [sys.executable, "-m", "treadctl.cli.bench.bare_ingest", str(port), database.url]
    with subprocess.Popen(command) as started:  # noqa: S603 - our own
        try:
            yield
        finally:
            started.kill()


def _per_s(port: int, database: Store, telemetry: Telemetry) -> float:
    """Payloads in a second, from the first that is sent until all are in the database."""
    values = sum(_values(topic, payload) for topic, payload in telemetry)
    with client(port) as sender:
        _until_ready(sender, database, telemetry[0])
        before, began = database.rows(), time.perf_counter()
        for topic, payload in telemetry:
            sender.publish(topic, payload, 0)
        until(lambda: database.rows() >= before + values, STORED_LIMIT_S, "the payloads")
        return len(telemetry) / (time.perf_counter() - began)


def _until_ready(sender: Client, database: Store, one: tuple[str, bytes]) -> None:
    """Send one payload again and again until it arrives, and wait until all of them have."""
    began_with = database.rows()

    def arrived() -> bool:
        sender.publish(*one, 0)
        return database.rows() > began_with

    until(arrived, READY_LIMIT_S, "a client that listens")
    rows = -1
    while rows != (rows := database.rows()):
        time.sleep(STILL_S)


def _values(topic: str, payload: bytes) -> int:
    found = line(topic, payload)
    return 0 if found is None else values_in(found.encode())
