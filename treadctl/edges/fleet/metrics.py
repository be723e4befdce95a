"""What of a gym's messages goes into a time-series database. Pure.

One line of InfluxDB's line protocol for each message: VictoriaMetrics takes it, and makes of
`treadctl,site=S,machine=M speed_kmh=2.0` the metric `treadctl_speed_kmh{site="S", machine="M"}`.
Nothing about a person goes there: no heart rate, no answers, no session, no profile.

Source: the InfluxDB line protocol; VictoriaMetrics, "How to send data from InfluxDB-compatible
agents".
"""

import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from treadctl.edges.fleet.gym import parts
from treadctl.model import BeltState, StopCause

MEASURED = (
    "speed_kmh",
    "target_speed_kmh",
    "inclination_percent",
    "target_inclination_percent",
    "distance_m",
    "age_s",
)
HEALTH = (
    *("uptime_s", "connections", "stops_taken"),
    *("events_waiting", "samples_waiting", "events_lost", "samples_lost"),
)
STATE = ("linked", "latched", "alarmed", "console", "walker", "moving", "standing", "pain_button")
OTHERS = ("online", "alarm", "stop")
METRICS = frozenset(f"treadctl_{name}" for name in (*MEASURED, *HEALTH, *STATE, *OTHERS))
TOPICS = (
    ("telemetry", 0),
    *((name, 1) for name in ("backfill", "availability", "state", "alarm", "health")),
    ("event/stop_requested", 1),
)

Json = Mapping[str, Any]

_MOVING = frozenset({BeltState.STARTING, BeltState.MOVING, BeltState.STOPPING})


def topics(site: str = "+") -> tuple[tuple[str, int], ...]:
    """What is to be heard of the machines of a site, or of all: (filter, QoS)."""
    return tuple((f"treadctl/v1/{site}/+/{name}", qos) for name, qos in TOPICS)


def line(topic: str, payload: bytes) -> str | None:
    """One line without its end; None for what is not stored, or nobody can read."""
    if (found := parts(topic)) is None:
        return None
    site, machine, name = found
    try:
        return _line(f"treadctl,site={site},machine={machine}", name, payload)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _line(who: str, name: str, payload: bytes) -> str | None:
    if name == "availability":
        return f"{who} online={int(payload == b'online')}"
    if name == "alarm" and not payload:
        return f"{who} alarm=0"
    said = json.loads(payload.decode())  # given bytes, it would look which encoding they are in
    if name == "event/stop_requested":
        who = f"{who},cause={StopCause(said['cause'])}"
    values = ",".join(_FIELDS[name](said))
    return f"{who} {values} {_ns(said['ts'])}" if values else None


def standing_facts(online: Mapping[tuple[str, str], bool]) -> list[str]:
    """Lines for what is said only when it changes: a database forgets it after minutes."""
    return [
        f"treadctl,site={site},machine={machine} online={int(there)}"
        for (site, machine), there in online.items()
    ]


def _numbers(keys: tuple[str, ...]) -> Callable[[Json], list[str]]:
    def found(said: Json) -> list[str]:
        there = [(key, said[key]) for key in keys if key in said]
        return [f"{key}={value}" for key, value in there if _is_number(value)]

    return found


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _of_state(said: Json) -> list[str]:
    belt = BeltState(said["belt"])
    flags = {key: said[key] is True for key in ("linked", "latched", "alarmed", "console")}
    flags["walker"] = "walk" in said or said["console"] is True or belt in _MOVING
    flags["pain_button"] = said["pain_button"] != "none"
    if belt is not BeltState.UNKNOWN:
        flags |= {"moving": belt in _MOVING, "standing": belt is BeltState.STANDING}
    return [f"{key}={int(value)}" for key, value in flags.items()]


_FIELDS: Mapping[str, Callable[[Json], list[str]]] = {
    "telemetry": _numbers(MEASURED),
    "backfill": _numbers(MEASURED[:-1]),  # its age says when it was told, not how fresh it is
    "health": _numbers(HEALTH),
    "state": _of_state,
    "alarm": lambda _: ["alarm=1"],
    "event/stop_requested": lambda _: ["stop=1"],
}


def _ns(ts: str) -> int:
    """Nanoseconds since 1970 of an instant that is given to the millisecond."""
    return round(datetime.fromisoformat(ts).timestamp() * 1000) * 1_000_000
