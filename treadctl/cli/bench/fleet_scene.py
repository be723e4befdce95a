"""One leg of the fleet's bench: broker, database, ingest and machines, each a process; a listener.

How long a sample was under way: from when its message was made, which is the instant it was
measured (`ts`, to the millisecond) and its age then, until a subscriber's thread had it.
"""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from treadctl.cli.bench.bare_mqtt import HOST, mosquitto_process, reading
from treadctl.cli.bench.edges_load import cpu_s
from treadctl.cli.bench.figures import percentile
from treadctl.cli.bench.fleet_store import store
from treadctl.errors import TreadctlError

SITE = "sim"
ONLINE_LIMIT_S = 300.0
END_LIMIT_S = 60.0
SETTLE_S = 3.0
KEPT = 20_000  # payloads, for the ingest
LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Leg:
    """What was found with so many machines. `telemetry`: (topic, payload) of some samples.

    `online_s`: from the first that was online to the last.
    """

    machines: int
    store: str
    online_s: float
    events_sent: int
    events_lost: int
    telemetry_sent: int
    telemetry_lost: int
    p99_ms: float
    cpu_s: dict[str, float]
    telemetry: list[tuple[str, bytes]]

    @property
    def gym_cpu_s(self) -> float:
        """Of broker, ingest and database; the machines bring processors of their own."""
        return sum(value for name, value in self.cpu_s.items() if name != "machines")

    @property
    def cpu_s_per_machine(self) -> float:
        """That, shared out."""
        return round(self.gym_cpu_s / self.machines, 5)


@dataclass
class Heard:
    """What a subscriber has; filled by its thread."""

    online: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    samples: set[str] = field(default_factory=set)
    under_way_ms: list[float] = field(default_factory=list)
    telemetry: list[tuple[str, bytes]] = field(default_factory=list)
    _began: tuple[datetime, int] = field(
        default_factory=lambda: (datetime.now(UTC), time.perf_counter_ns())
    )

    def take(self, topic: str, payload: bytes, at_ns: int) -> None:
        """Note one message."""
        kind = topic.split("/")[4]
        if kind == "availability" and payload == b"online":
            self.online.add(topic)
        elif kind in ("event", "session"):
            self.events.add(json.loads(payload)["id"])
        elif kind in ("telemetry", "backfill"):
            said = json.loads(payload)
            self.samples.add(said["id"])
            if kind == "telemetry":
                self._time(topic, payload, said, at_ns)

    def _time(self, topic: str, payload: bytes, said: dict[str, str], at_ns: int) -> None:
        wall, began_ns = self._began
        since_s = (datetime.fromisoformat(said["ts"]) - wall).total_seconds()
        made_ms = (since_s + float(said["age_s"])) * 1e3
        self.under_way_ms.append((at_ns - began_ns) / 1e6 - made_ms)
        if len(self.telemetry) < KEPT:
            self.telemetry.append((topic, payload))


def leg(machines: int, seconds: float, folder: Path) -> Leg:
    """So many machines for so many seconds, once all of them are online."""
    heard, topic = Heard(), f"treadctl/v1/{SITE}/#"
    with (
        mosquitto_process() as (port, broker),
        store(folder) as database,
        process("fleet", "metrics", "--broker", f"mqtt://{HOST}:{port}", "--to", database.url) as (
            ingest
        ),
        reading(port, topic, heard.take),
        process(
            *("fleet-sim", "--machines", str(machines), "--broker", f"mqtt://{HOST}:{port}"),
            *("--json",),
        ) as simulated,
    ):
        until(lambda: bool(heard.online), ONLINE_LIMIT_S, "the first machine")
        began = time.perf_counter()
        until(lambda: len(heard.online) == machines, ONLINE_LIMIT_S, "the machines online")
        online_s = time.perf_counter() - began
        time.sleep(SETTLE_S)
        pids = {"broker": broker, "ingest": ingest.pid, "machines": simulated.pid}
        if database.pid is not None:
            pids["store"] = database.pid
        heard.under_way_ms.clear()
        before_s = {name: cpu_s(pid) for name, pid in pids.items()}
        time.sleep(seconds)
        took_s = {name: round(cpu_s(pid) - before_s[name], 2) for name, pid in pids.items()}
        sent = _ended(simulated)
        _until_quiet(heard, sent["events_sent"], sent["telemetry_sent"])
    return _leg(machines, database.name, online_s, sent, heard, took_s)


def _leg(  # noqa: PLR0913, PLR0917 - one for each thing that was looked at
    machines: int,
    name: str,
    online_s: float,
    sent: dict[str, int],
    heard: Heard,
    took_s: dict[str, float],
) -> Leg:
    return Leg(
        machines=machines,
        store=name,
        online_s=round(online_s, 1),
        events_sent=sent["events_sent"],
        events_lost=sent["events_sent"] - len(heard.events),
        telemetry_sent=sent["telemetry_sent"],
        telemetry_lost=sent["telemetry_sent"] - len(heard.samples),
        p99_ms=round(percentile(heard.under_way_ms, 99), 2),
        cpu_s=took_s,
        telemetry=heard.telemetry,
    )


@contextmanager
def process(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`treadctl` with these arguments, ended at the end."""
    command = [sys.executable, "-m", "treadctl", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as started:  # noqa: S603 - our own
        try:
            yield started
        finally:
            started.kill()


def until(true: Callable[[], bool], within_s: float, what: str) -> None:
    """Wait for what has no event. Raises TreadctlError, which says `what` did not come."""
    ends_at = time.perf_counter() + within_s
    while not true():
        if time.perf_counter() > ends_at:
            raise TreadctlError(f"This bench waited in vain for {what}. Try fewer --machines.")
        time.sleep(LOOK_S)


def _ended(simulated: "subprocess.Popen[bytes]") -> dict[str, int]:
    """Ask the machines to end; gives what they sent."""
    simulated.send_signal(signal.SIGINT)
    out, _ = simulated.communicate(timeout=END_LIMIT_S)
    sent: dict[str, int] = json.loads(out)
    return sent


def _until_quiet(heard: Heard, events: int, samples: int) -> None:
    """Wait until all is there, or nothing has come for a second."""
    while (len(heard.events), len(heard.samples)) != (events, samples):
        before = len(heard.events) + len(heard.samples)
        time.sleep(1.0)
        if len(heard.events) + len(heard.samples) == before:
            return
