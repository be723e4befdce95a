"""What is in our MQTT messages: one model for each payload, the source of the schemas. Pure.

A value that is not known is absent, never null and never 0. Units are in the names. `id` is the
same each time a message is told, so that a reader can drop what came twice.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from treadctl.model import BeltState, StopCause

SCHEMA_VERSION: Literal[1] = 1

Instant = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="RFC 3339, in UTC."),
]
Ulid = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
Count = Annotated[int, Field(ge=0)]


class Payload(BaseModel):
    """What every payload has."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # what is not named here stays inside

    v: Literal[1] = SCHEMA_VERSION
    ts: Instant
    simulated: bool | None = Field(
        None, description="Whether a simulator says it; absent while no machine is known."
    )


class WalkState(BaseModel):
    """The walk under way."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    profile: str
    title: str
    stage: str
    segment: str
    question: str | None = Field(None, description="What the walker is asked now.")


class State(Payload):
    """How the belt and the walk are: said when that changes, and every 30 s."""

    belt: BeltState = Field(description="standing: measured, and fresh. unknown: nobody can say.")
    linked: bool = Field(description="Whether the treadmill can be reached.")
    machine: str | None = None
    pain_button: str
    target_speed_kmh: float | None = None
    target_inclination_percent: float | None = None
    stop_cause: StopCause | None = None
    words: str | None = Field(None, description="What the walker reads about the stop.")
    latched: bool = Field(description="Whether a person has to confirm the stop at the machine.")
    alarm: str | None = None
    alarmed: bool = Field(description="Whether that stop called for the safety key.")
    console: bool = Field(description="Whether somebody at the console has the belt.")
    age_s: float | None = Field(None, description="Of the last measured speed, when this was said.")
    walk: WalkState | None = None


class Telemetry(Payload):
    """One measured sample; `ts` is when it was measured. On `backfill` it comes late, else live."""

    id: Ulid
    session_id: str | None = None
    age_s: float = Field(ge=0, description="From the measurement until it was sent.")
    speed_kmh: float | None = None
    target_speed_kmh: float | None = None
    inclination_percent: float | None = None
    target_inclination_percent: float | None = None
    distance_m: int | None = None
    heart_rate_bpm: int | None = None
    elapsed_s: float | None = None
    remaining_s: float | None = None


class Event(Payload):
    """One thing that happened; the topic ends in its name."""

    id: Ulid
    session_id: str | None = None
    cause: StopCause | None = None
    speed_kmh: float | None = None
    inclination_percent: float | None = None
    answer: str | None = Field(None, description="What the machine said to a write.")
    reason: str | None = None
    words: str | None = None
    machine: str | None = None
    profile: str | None = None
    question: str | None = None
    pain: int | None = Field(None, ge=0, le=10, description="Only where publish_health is set.")


class SessionStarted(Payload):
    """A walk began. No person is named."""

    id: Ulid
    session_id: str
    profile: str | None = None


class SessionSummary(Payload):
    """A walk is over. No person is named."""

    id: Ulid
    session_id: str
    profile: str | None = None
    outcome: Literal["finished", "stopped", "failed"] | None = None
    stopped_by: StopCause | None = None
    latched: bool | None = None
    duration_s: float | None = None
    distance_m: float | None = None
    peak_speed_kmh: float | None = None
    peak_inclination_percent: float | None = None
    samples: int | None = None


class Alarm(Payload):
    """A belt that did not stop in time, until a person confirmed it; then the message is empty."""

    cause: StopCause
    words: str
    stands: bool = Field(description="True only once that was measured.")


class Ack(Payload):
    """What came of a command."""

    accepted: bool
    reason: str | None = None


class Health(Payload):
    """How the publishing goes: said every 10 s. Counts are since the start of the process."""

    id: Ulid
    uptime_s: float
    connections: Count
    stops_taken: Count
    refused: dict[str, Count] = Field(description="Commands that were not obeyed, by the reason.")
    events_waiting: Count
    samples_waiting: Count
    events_lost: Count = Field(description="Thrown away untold, or refused by the broker.")
    samples_lost: Count


class Info(Payload):
    """What this is."""

    version: str = Field(description="Of treadctl.")
    machine: str | None = None
    pain_button: str | None = None
    pain_published: bool = Field(description="Whether answers about pain are published.")
    boot: str | None = Field(
        None, description="New at each start of the publisher: two in turns are two machines."
    )
