"""The words of treadctl: what every room may say to every other, frozen.

Units are in the names. `None` means "not reported" and is never replaced by zero. `at` is the
event loop's time in seconds. *Target* is what was asked for, plain *speed* is what was measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class StopCause(StrEnum):
    """Why a belt was stopped."""

    PAIN = "pain"
    USER = "user"
    SAFETY_KEY = "safety_key"
    CONSOLE = "console"
    FINISHED = "finished"
    SHUTDOWN = "shutdown"
    NO_ANSWER = "no_answer"
    LINK_LOST = "link_lost"
    TELEMETRY_LOST = "telemetry_lost"
    TELEMETRY_FROZEN = "telemetry_frozen"
    OVERSPEED = "overspeed"
    RUNAWAY = "runaway"
    SPEED_JUMP = "speed_jump"
    STUCK_BELT = "stuck_belt"
    UNIT_MISMATCH = "unit_mismatch"
    CONTROL_LOST = "control_lost"
    NOT_STARTED = "not_started"
    NOT_STOPPING = "not_stopping"
    HEART_RATE = "heart_rate"
    BUTTON_TEST = "button_test"
    BUTTON_LOST = "button_lost"
    SCREEN_LOST = "screen_lost"
    EDGES_LOST = "edges_lost"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One row of the stop table: is a person's acknowledgement needed, and what the walker reads.

    `by_person` is true where the walker, the key or the console asked for the stop.
    """

    latched: bool
    words: str
    by_person: bool = False


STOP_TABLE: Mapping[StopCause, CauseRow] = MappingProxyType(
    {
        StopCause.PAIN: CauseRow(True, "You pressed PAIN. Hold the rails.", by_person=True),
        StopCause.USER: CauseRow(False, "You stopped the walk. Hold the rails.", by_person=True),
        StopCause.SAFETY_KEY: CauseRow(True, "The safety key was pulled.", by_person=True),
        StopCause.CONSOLE: CauseRow(False, "Stopped at the treadmill's console.", by_person=True),
        StopCause.FINISHED: CauseRow(False, "The walk is done. Hold the rails until it stands."),
        StopCause.SHUTDOWN: CauseRow(False, "The program is closing. Hold the rails."),
        StopCause.NO_ANSWER: CauseRow(True, "There was no answer, so the belt was stopped."),
        StopCause.LINK_LOST: CauseRow(True, "The treadmill cannot be reached. It may be moving."),
        StopCause.TELEMETRY_LOST: CauseRow(True, "The treadmill stopped telling its speed."),
        StopCause.TELEMETRY_FROZEN: CauseRow(True, "The treadmill repeats the same numbers."),
        StopCause.OVERSPEED: CauseRow(True, "The belt ran faster than asked."),
        StopCause.RUNAWAY: CauseRow(True, "The belt sped up by itself."),
        StopCause.SPEED_JUMP: CauseRow(True, "The speed of the belt jumped."),
        StopCause.STUCK_BELT: CauseRow(True, "The belt stood still when it should move."),
        StopCause.UNIT_MISMATCH: CauseRow(True, "The treadmill seems to count in miles."),
        StopCause.CONTROL_LOST: CauseRow(True, "The treadmill no longer takes orders from here."),
        StopCause.NOT_STARTED: CauseRow(False, "The belt did not start."),
        StopCause.NOT_STOPPING: CauseRow(True, "The belt did not stop in time."),
        StopCause.HEART_RATE: CauseRow(True, "Your heart beat faster than your limit."),
        StopCause.BUTTON_TEST: CauseRow(False, "The pain button works.", by_person=True),
        StopCause.BUTTON_LOST: CauseRow(True, "The pain button was lost."),
        StopCause.SCREEN_LOST: CauseRow(True, "The screen with the stop button was lost."),
        StopCause.EDGES_LOST: CauseRow(True, "The program behind the screen was lost."),
        StopCause.INTERRUPTED: CauseRow(True, "The program ended during a walk."),
    }
)

HANDED_OVER = "The console has the belt now. STOP still works."
PULL_THE_KEY = "PULL THE SAFETY KEY. The belt may still be moving."
DECK_NOT_LEVEL = "The deck is not level. Tap Level the deck."


@dataclass(frozen=True, slots=True)
class Start:
    """Set a standing belt in motion, at the machine's lowest speed."""


@dataclass(frozen=True, slots=True)
class SetTargetSpeed:
    """Ask for a belt speed. Never starts a belt."""

    speed_kmh: float


@dataclass(frozen=True, slots=True)
class SetTargetInclination:
    """Ask for an inclination; positive is uphill."""

    inclination_percent: float


Command = Start | SetTargetSpeed | SetTargetInclination
"""Closed. Stop is not in it: a stop cannot be refused, clamped or queued. There is no pause."""


class Answer(StrEnum):
    """What a machine said to one write. Accepted is not obeyed: only measured speed shows that."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_PERMITTED = "not_permitted"
    FAILED = "failed"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The machine accepted the command and fresh measured telemetry shows it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The machine, or a rule, said no; `reason` goes to the screen as it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say what the belt does now. Never retried blindly."""

    reason: str


Outcome = Confirmed | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What one data record of a treadmill reported. A field it did not carry is None."""

    at: float
    speed_kmh: float | None = None
    average_speed_kmh: float | None = None
    distance_m: int | None = None
    inclination_percent: float | None = None
    ramp_angle_deg: float | None = None
    elevation_gain_m: float | None = None
    elevation_loss_m: float | None = None
    pace_km_min: float | None = None
    average_pace_km_min: float | None = None
    energy_kcal: int | None = None
    energy_kcal_h: int | None = None
    energy_kcal_min: int | None = None
    heart_rate_bpm: int | None = None
    met: float | None = None
    elapsed_s: int | None = None
    remaining_s: int | None = None
    force_n: int | None = None
    power_w: int | None = None
    steps: int | None = None


class NoticeKind(StrEnum):
    """What a machine says of itself beside its telemetry."""

    STOPPED_BY_USER = "stopped_by_user"
    STOPPED_BY_SAFETY_KEY = "stopped_by_safety_key"
    STARTED_BY_USER = "started_by_user"
    TARGET_SPEED_CHANGED = "target_speed_changed"
    TARGET_INCLINATION_CHANGED = "target_inclination_changed"
    CONTROL_LOST = "control_lost"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Notice:
    """`value`: km/h or percent for a changed target, else None."""

    kind: NoticeKind
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """What a machine says it can be set to, in km/h or percent; `step` is its grid from `low`."""

    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True)
class Machine:
    """One treadmill as it described itself. A range it did not give is None."""

    name: str
    identity: str
    speed_kmh: Range | None = None
    inclination_percent: Range | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked of the belt: the tightest of machine, site, tier and walker."""

    max_speed_kmh: float
    max_acceleration_kmh_s: float
    max_deceleration_kmh_s: float
    max_inclination_percent: float
    inclination_rate_percent_s: float
    first_speed_kmh: float
    max_session_s: float


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, for the board; `event` is a name from the interface contract."""

    at: float
    event: str
    data: Mapping[str, object] = field(default_factory=dict)


class BeltState(StrEnum):
    """What is known of the belt. Standing means measured 0 and fresh; else it is not claimed."""

    UNKNOWN = "unknown"
    STANDING = "standing"
    STARTING = "starting"
    MOVING = "moving"
    STOPPING = "stopping"
