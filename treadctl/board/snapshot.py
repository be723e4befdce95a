"""Everything the edges may see, as one frozen value. A value nobody can vouch for is None."""

from dataclasses import asdict, dataclass

from treadctl.commissioned import PowerCut
from treadctl.model import BeltState, StopCause


@dataclass(frozen=True, slots=True)
class WalkView:
    """One walk under way. `prompt` is what was said last, `question` what the walker is asked now.

    `question_id` is new for each question; only an answer that carries it counts. `faster_id` is
    there while the walker may ask for a little more, and new each time.
    """

    profile: str
    title: str
    stage: str
    segment: str
    elapsed_s: float
    remaining_s: float
    countdown_s: float | None = None
    prompt: str | None = None
    question: str | None = None
    question_id: int | None = None
    faster_id: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One look at the belt. `age_s` is that of the speed; tokens are good for one request.

    `alarmed`: the stop that waits to be confirmed called for what cuts the power, which `power_cut`
    names. `console`: somebody at the console took the walk over. `levelling`: the deck was asked to
    come level. `deck_stuck`: it did not, and a walk may start on the slope that there is.
    `uncommissioned`: nobody knows this treadmill, so walks keep to tier A.
    """

    seq: int
    at: float
    belt: BeltState
    linked: bool
    machine: str | None
    simulated: bool
    pain_button: str
    speed_kmh: float | None = None
    age_s: float | None = None
    target_speed_kmh: float | None = None
    inclination_percent: float | None = None
    target_inclination_percent: float | None = None
    distance_m: int | None = None
    heart_rate_bpm: int | None = None
    stop_cause: StopCause | None = None
    words: str | None = None
    latched: bool = False
    alarm: str | None = None
    alarmed: bool = False
    console: bool = False
    power_cut: PowerCut = PowerCut.KEY
    levelling: bool = False
    deck_stuck: bool = False
    uncommissioned: bool = False
    walk: WalkView | None = None
    start_token: str | None = None
    acknowledge_token: str | None = None
    level_token: str | None = None


def as_json(value: Snapshot) -> dict[str, object]:
    """The snapshot as JSON types; what is None is left out, at every depth."""
    return _without_none(asdict(value))


def _without_none(found: dict[str, object]) -> dict[str, object]:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in found.items()
        if value is not None
    }
