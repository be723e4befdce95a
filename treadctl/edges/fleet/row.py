"""One machine of a gym as a technician reads it. Values only."""

from dataclasses import asdict, dataclass
from typing import Any

AWAY, UNKNOWN = "away", "unknown"


@dataclass(frozen=True, slots=True)
class LastStop:
    """Why a belt was stopped last, and how soon that was done.

    `at` and the latencies are there only if somebody listened when it happened.
    """

    cause: str
    at: str | None = None
    written_ms: float | None = None
    standing_s: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one machine now; what nobody can say is None.

    `state`: away, unknown, standing, starting, moving or stopping. `away_since`: when it was heard
    to go; `last_heard`: the newest instant that it told itself. Instants are RFC 3339, in UTC.
    """

    site: str
    machine: str
    state: str
    away_since: str | None = None
    last_heard: str | None = None
    walker: bool | None = None
    last_stop: LastStop | None = None
    linked: bool | None = None
    pain_button: str | None = None
    model: str | None = None
    version: str | None = None
    simulated: bool | None = None
    alarms: tuple[str, ...] = ()


def as_json(row: Row) -> dict[str, Any]:
    """The row as JSON types; what is None is left out."""
    return _without_none(asdict(row))


def _without_none(found: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in found.items()
        if value is not None
    }
