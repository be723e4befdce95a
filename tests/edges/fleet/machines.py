"""What a machine of a gym says, made by the real payloads."""

from datetime import UTC, datetime, timedelta
from typing import Any

from treadctl.edges.fleet.one import One
from treadctl.edges.fleet.row import Row
from treadctl.edges.mqtt_payloads import Alarm, Event, Health, Info, Payload, State, Telemetry
from treadctl.model import BeltState, StopCause

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
ULID = "0" * 26
WALK = {"profile": "gentle-start", "title": "Gentle", "stage": "walking", "segment": "warm"}


def wall_time(at: float) -> datetime:
    """UTC at loop time `at`: it was noon at 0."""
    return NOON + timedelta(seconds=at)


def ts(at: float) -> str:
    """The same, as a payload says it."""
    return wall_time(at).isoformat(timespec="milliseconds")[:-6] + "Z"


def encoded(payload: Payload) -> bytes:
    return payload.model_dump_json(exclude_none=True).encode()


def state(belt: BeltState = BeltState.STANDING, at: float = 0.0, **others: Any) -> bytes:
    told: dict[str, Any] = {
        "linked": True,
        "pain_button": "wired",
        "latched": False,
        "alarmed": False,
        "console": False,
    }
    return encoded(State.model_validate({"ts": ts(at), "belt": belt, **told, **others}))


def info(boot: str = "b1", at: float = 0.0, machine: str = "Model 3") -> bytes:
    told = {"version": "1.2.3", "machine": machine, "pain_button": "wired"}
    return encoded(
        Info.model_validate({"ts": ts(at), "boot": boot, "pain_published": False, **told})
    )


def alarm(words: str = "PULL THE SAFETY KEY.") -> bytes:
    told = {"cause": StopCause.NOT_STOPPING, "words": words, "stands": False}
    return encoded(Alarm.model_validate({"ts": ts(0.0), **told}))


def happened(at: float = 0.0, cause: StopCause | None = None) -> Event:
    return Event.model_validate({"ts": ts(at), "id": ULID, "cause": cause})


def event(at: float = 0.0, cause: StopCause | None = None) -> bytes:
    return encoded(happened(at, cause))


def telemetry(at: float = 0.0, **others: Any) -> bytes:
    return encoded(Telemetry.model_validate({"ts": ts(at), "id": ULID, "age_s": 0.25, **others}))


def health(connections: int, uptime_s: float) -> bytes:
    told: dict[str, Any] = {"connections": connections, "uptime_s": uptime_s, "refused": {}}
    counts = ("stops_taken", "events_waiting", "samples_waiting", "events_lost", "samples_lost")
    zeros = dict.fromkeys(counts, 0)
    return encoded(Health.model_validate({"ts": ts(0.0), "id": ULID, **told, **zeros}))


class Teller:
    """Says things as one machine, and shows the row that comes of it."""

    def __init__(self) -> None:
        self.one = One("gym-1", "tm-1")

    def say(self, name: str, payload: bytes, now: float = 0.0) -> None:
        self.one.hear(name, payload, now, wall_time(now))

    def row(self, now: float = 0.0) -> Row:
        return self.one.row(now)
