"""What we say on MQTT: topics, payloads, and how long a broker may keep them. Pure.

A value that is not known is absent. `ts` is RFC 3339 in UTC, `v` the version of the payloads.
What is nobody's business outside stays inside: the tokens, and what the walker answered.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from treadctl.model import PULL_THE_KEY, BeltState, StopCause

Json = Mapping[str, Any]

SCHEMA_VERSION = 1
STATE_EXPIRY_S, TELEMETRY_EXPIRY_S, ACK_EXPIRY_S = 90, 10, 30
NOT_PUBLISHED = frozenset({"countdown"})
ONLY_STOP = "Only stop is taken from afar. The person at the machine starts and steers the belt."
STANDS_NOW = "The belt did not stop in time. It stands now: look at it and confirm at the machine."

_STATE = (
    "belt",
    "linked",
    "machine",
    "pain_button",
    "target_speed_kmh",
    "target_inclination_percent",
    "stop_cause",
    "words",
    "latched",
    "alarm",
    "alarmed",
    "console",
)
_STATE_OF_WALK = ("profile", "title", "stage", "segment", "question")
_TELEMETRY = (
    "speed_kmh",
    "target_speed_kmh",
    "inclination_percent",
    "target_inclination_percent",
    "distance_m",
    "heart_rate_bpm",
)
_TELEMETRY_OF_WALK = ("elapsed_s", "remaining_s")
_COMMAND = re.compile(r"[A-Za-z0-9_-]{1,32}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Message:
    """One publish; `topic` is what follows the machine's base. Expiry needs MQTT 5."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None


ONLINE = Message("availability", b"online", retain=True)
OFFLINE = Message("availability", b"offline", retain=True)
CLEARED_STOP = Message("cmd/stop", b"", retain=True)
CLEARED_ALARM = Message("alarm", b"", retain=True)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was so, and whether a simulator says it; None while that is not known."""

    when: datetime
    simulated: bool | None = None


def state_of(snapshot: Json) -> dict[str, Any]:
    """What of `snapshot` changes only when something happens."""
    state = _picked(snapshot, _STATE)
    if "walk" in snapshot:
        state["walk"] = _picked(snapshot["walk"], _STATE_OF_WALK)
    return state


def state(found: Json, stamp: Stamp) -> Message:
    """What `state_of` found. A dead controller's last words leave the broker by themselves."""
    return Message("state", _payload(stamp, found), retain=True, expiry_s=STATE_EXPIRY_S)


def alarm_of(snapshot: Json) -> dict[str, Any] | None:
    """What the alarm says of the belt, from its beginning until a person confirmed the stop.

    None if there is none. `stands` is true only once that was measured.
    """
    if not snapshot["alarmed"]:
        return None
    stands = "alarm" not in snapshot and snapshot["belt"] == BeltState.STANDING
    cause = snapshot.get("stop_cause", StopCause.NOT_STOPPING)
    return {"cause": cause, "words": STANDS_NOW if stands else PULL_THE_KEY, "stands": stands}


def alarm(found: Json, stamp: Stamp) -> Message:
    """What `alarm_of` found. It never expires: only a person ends it, then it is CLEARED_ALARM.

    The stamp is when it was raised or, said again after a restart, when it was seen again.
    """
    return Message("alarm", _payload(stamp, found), retain=True)


def telemetry(snapshot: Json, stamp: Stamp) -> Message:
    """One measured sample; the stamp is that of the measurement."""
    sample = _picked(snapshot, _TELEMETRY) | _picked(snapshot.get("walk", {}), _TELEMETRY_OF_WALK)
    return Message("telemetry", _payload(stamp, sample), qos=0, expiry_s=TELEMETRY_EXPIRY_S)


def measured_at(snapshot: Json) -> float | None:
    """Loop time of the sample in `snapshot`, good to a millisecond; None without one."""
    return snapshot["at"] - snapshot["age_s"] if "age_s" in snapshot else None


def event(happened: Json, event_id: str, stamp: Stamp) -> Message:
    """One event. It may come twice, with the same id."""
    data = {key: value for key, value in happened.items() if key not in ("at", "event")}
    return Message(f"event/{happened['event']}", _payload(stamp, {**data, "id": event_id}))


def ack(command: str, reason: str | None, stamp: Stamp) -> Message:
    """Answer to a command: accepted, or the reason why not."""
    said = {"accepted": reason is None} | ({} if reason is None else {"reason": reason})
    return Message(f"ack/{command}", _payload(stamp, said), expiry_s=ACK_EXPIRY_S)


def command_in(topic: str) -> str:
    """The command a topic of the tree asks for; "unknown" if nobody could mean that."""
    name = "/".join(topic.split("/")[5:])
    return name if _COMMAND.fullmatch(name) else "unknown"


def ulid(when: datetime, number: int, noise: bytes) -> str:
    """An id that sorts by time, then by `number`; `noise` is 8 random bytes.

    Source: the ULID specification, its randomness led by 16 bits of a counter.
    """
    value = (int(when.timestamp() * 1000) << 16 | number & 0xFFFF) << 64 | int.from_bytes(noise)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def _picked(found: Json, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: found[key] for key in keys if key in found}


def _payload(stamp: Stamp, said: Json) -> bytes:
    ts = stamp.when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    simulated = {} if stamp.simulated is None else {"simulated": stamp.simulated}
    whole = {"v": SCHEMA_VERSION, "ts": ts, **simulated, **said}
    return json.dumps(whole, separators=(",", ":"), allow_nan=False).encode()
