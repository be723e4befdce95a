"""What we say on MQTT: topics, payloads, and how long a broker may keep them. Pure.

What is nobody's business outside stays inside: the tokens, and what the walker answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from treadctl import __version__
from treadctl.commissioned import ALARM_WORDS, PowerCut
from treadctl.edges import mqtt_payloads as payloads
from treadctl.edges.outbox import Entry, Waiting
from treadctl.model import BeltState, StopCause

Json = Mapping[str, Any]

STATE_EXPIRY_S, TELEMETRY_EXPIRY_S, ACK_EXPIRY_S, HEALTH_EXPIRY_S = 90, 10, 30, 60
NOT_PUBLISHED = frozenset({"countdown"})
SESSION_STARTED, SESSION_SUMMARY = "session_started", "session_summary"
STANDS_NOW = "The belt did not stop in time. It stands now: look at it and confirm at the machine."

_NOT_OF_STATE = frozenset({"v", "ts", "simulated", "age_s"})
_STATE = tuple(key for key in payloads.State.model_fields if key not in _NOT_OF_STATE)
_STATE_OF_WALK = tuple(payloads.WalkState.model_fields)


@dataclass(frozen=True, slots=True)
class Message:
    """One publish; `topic` is what follows the machine's base, or all of it if it is `foreign`.

    Expiry needs MQTT 5.
    """

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None
    foreign: bool = False


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


def state(found: Json, stamp: Stamp, age_s: float | None = None) -> Message:
    """What `state_of` found. A dead controller's last words leave the broker by themselves."""
    said = _said(payloads.State, stamp, {**found, "age_s": age_s})
    return Message("state", said, retain=True, expiry_s=STATE_EXPIRY_S)


def alarm_of(snapshot: Json) -> dict[str, Any] | None:
    """What the alarm says of the belt, from its beginning until a person confirmed the stop.

    None if there is none. `stands` is true only once that was measured.
    """
    if not snapshot["alarmed"]:
        return None
    stands = "alarm" not in snapshot and snapshot["belt"] == BeltState.STANDING
    cause = snapshot.get("stop_cause", StopCause.NOT_STOPPING)
    moves = ALARM_WORDS[PowerCut(snapshot.get("power_cut", PowerCut.KEY))]
    return {"cause": cause, "words": STANDS_NOW if stands else moves, "stands": stands}


def alarm(found: Json, stamp: Stamp) -> Message:
    """What `alarm_of` found. It never expires: only a person ends it, then it is CLEARED_ALARM.

    The stamp is when it was raised or, said again after a restart, when it was seen again.
    """
    return Message("alarm", _said(payloads.Alarm, stamp, found), retain=True)


def live(sample: Entry, now: datetime) -> Message:
    """One sample for those who listen now."""
    return Message("telemetry", _sample(sample, now), qos=0, expiry_s=TELEMETRY_EXPIRY_S)


def late(sample: Entry, now: datetime) -> Message:
    """One sample that was not told when it was measured. It may come twice, with the same id."""
    return Message("backfill", _sample(sample, now))


def event(happened: Entry, *, pain: bool) -> Message | None:
    """One event; it may come twice, with the same id. None for one that stays inside.

    Answers about pain are in it only with `pain`.
    """
    name, session = happened.data["event"], happened.session_id
    if name in NOT_PUBLISHED:
        return None
    said = {key: value for key, value in happened.data.items() if pain or key != "pain"}
    said |= {"id": happened.entry_id, "session_id": session}
    stamp = Stamp(happened.when, happened.simulated)
    if name == SESSION_STARTED and session is not None:
        return Message("session/started", _said(payloads.SessionStarted, stamp, said))
    if name == SESSION_SUMMARY and session is not None:
        return Message("session/summary", _said(payloads.SessionSummary, stamp, said))
    return Message(f"event/{name}", _said(payloads.Event, stamp, said))


def ack(command: str, reason: str | None, stamp: Stamp) -> Message:
    """Answer to a command: accepted, or the reason why not."""
    said = _said(payloads.Ack, stamp, {"accepted": reason is None, "reason": reason})
    return Message(f"ack/{command}", said, expiry_s=ACK_EXPIRY_S)


def health(counts: Json, waiting: Waiting, health_id: str, stamp: Stamp) -> Message:
    """How the publishing goes; `counts` has what the payload has and `waiting` has not."""
    there = {
        "events_waiting": waiting.events,
        "samples_waiting": waiting.samples,
        "events_lost": waiting.events_lost,
        "samples_lost": waiting.samples_lost,
    }
    said = _said(payloads.Health, stamp, {**counts, **there, "id": health_id})
    return Message("health", said, retain=True, expiry_s=HEALTH_EXPIRY_S)


def info(snapshot: Json, stamp: Stamp, *, pain: bool, boot: str | None = None) -> Message:
    """What we are, since we started as `boot`."""
    there = {"version": __version__, "pain_published": pain, "boot": boot}
    said = _said(payloads.Info, stamp, {**_picked(snapshot, ("machine", "pain_button")), **there})
    return Message("info", said, retain=True)


def _picked(found: Json, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: found[key] for key in keys if key in found}


def _sample(sample: Entry, now: datetime) -> bytes:
    age_s = max(0.0, round((now - sample.when).total_seconds(), 3))  # a clock may be set back
    said = {
        **sample.data,
        "id": sample.entry_id,
        "session_id": sample.session_id,
        "age_s": age_s,
        "ts": _instant(sample.when),
        "simulated": sample.simulated,
    }
    return _encoded(payloads.Telemetry, said)


def _said(model: type[payloads.Payload], stamp: Stamp, said: Json) -> bytes:
    stamped = {**said, "ts": _instant(stamp.when), "simulated": stamp.simulated}
    return _encoded(model, stamped)


def _instant(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def _encoded(model: type[payloads.Payload], said: Json) -> bytes:
    return model.model_validate(said).model_dump_json(exclude_none=True).encode()
