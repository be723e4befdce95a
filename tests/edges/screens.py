"""One snapshot for each screen of the page, and the event that its words need."""

from dataclasses import replace

from tests import snapshots
from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.commissioned import PowerCut
from treadctl.model import HANDED_OVER, PULL_THE_KEY, STOP_TABLE, BeltState, Event, StopCause

RISE = Event(1.0, "rise_announced", {"words": "A little steeper in five."})

_TOKEN = "0" * 16
_WALK = WalkView(
    profile="senior-steady-20",
    title="Steady 20",
    stage="walking",
    segment="settle",
    elapsed_s=610.0,
    remaining_s=350.0,
    prompt="Both hands lightly on the rails.",
)
_MOVING = replace(
    snapshots.STANDING,
    at=100.0,
    belt=BeltState.MOVING,
    machine="Simulated treadmill",
    pain_button="none",
    speed_kmh=2.0,
    inclination_percent=3.0,
    walk=_WALK,
)
_STANDING = replace(
    _MOVING, belt=BeltState.STANDING, speed_kmh=0.0, inclination_percent=0.0, walk=None
)
UNREACHED = replace(_STANDING, belt=BeltState.UNKNOWN, linked=False, speed_kmh=None)


def _walking(**changes: object) -> Snapshot:
    return replace(_MOVING, walk=replace(_WALK, **changes))  # type: ignore[arg-type] # by name


IDLE = replace(_STANDING, start_token=_TOKEN)
TILTED = replace(IDLE, inclination_percent=3.0, level_token=_TOKEN)
WALKING = _MOVING
COUNTING = replace(_walking(stage="countdown", countdown_s=4), belt=BeltState.STANDING)
ASKING = {
    "countdown": COUNTING,
    "on": _walking(
        stage="stepping_on",
        question="on",
        question_id=31,
        prompt="Hold the rails. Step on when ready.",
    ),
    "walk": WALKING,
    "rise": _walking(question="rise", question_id=32, prompt="Is that all right?"),
    "go_on": _walking(question="go_on", question_id=33),
    "cool": _walking(stage="cooling_down", segment="cool", remaining_s=40.0),
    "pain": _walking(
        question="pain", question_id=34, prompt="How is the pain? Same or less, or more?"
    ),
}
TALK = _walking(question="talk", question_id=35, prompt="Can you talk easily?")
PRACTISING = replace(
    _walking(profile="first-steps", title="First steps", segment="warm", prompt=None),
    speed_kmh=1.0,
    inclination_percent=0.0,
)
BELOW_THE_PLAN = _walking(faster_id=36)
SPEED_LOST = replace(_MOVING, speed_kmh=None, belt=BeltState.UNKNOWN)
STOPPING = replace(
    _MOVING,
    belt=BeltState.STOPPING,
    latched=True,
    stop_cause=StopCause.PAIN,
    words=STOP_TABLE[StopCause.PAIN].words,
)
ALARM = replace(STOPPING, alarm=PULL_THE_KEY, alarmed=True)
LATCHED = replace(
    _STANDING,
    latched=True,
    alarmed=True,
    stop_cause=StopCause.NOT_STOPPING,
    words=STOP_TABLE[StopCause.NOT_STOPPING].words,
    acknowledge_token=_TOKEN,
)
CONSOLE = replace(_walking(stage="over", remaining_s=0.0), console=True, words=HANDED_OVER)
UNLINKED = replace(_MOVING, linked=False, speed_kmh=None, belt=BeltState.UNKNOWN)
SCREENS: tuple[tuple[str, Snapshot], ...] = (
    ("looking", UNREACHED),
    ("looking", replace(UNREACHED, linked=True)),
    ("idle", IDLE),
    ("idle", replace(IDLE, stop_cause=StopCause.FINISHED)),
    ("countdown", COUNTING),
    ("on", ASKING["on"]),
    ("walk", WALKING),
    ("walk", _walking(prompt="Slowing down, because there is no answer.")),
    ("walk", ASKING["rise"]),
    ("walk", ASKING["go_on"]),
    ("walk", ASKING["cool"]),
    ("walk", UNLINKED),
    ("walk", replace(_MOVING, walk=None)),
    ("walk", TALK),
    ("walk", BELOW_THE_PLAN),
    ("pain", ASKING["pain"]),
    ("walk", SPEED_LOST),
    ("walk", CONSOLE),
    ("walk", replace(CONSOLE, walk=None, linked=False, speed_kmh=None, belt=BeltState.UNKNOWN)),
    ("stopping", STOPPING),
    ("stopping", replace(STOPPING, speed_kmh=None)),
    ("latched", LATCHED),
    ("latched", replace(LATCHED, belt=BeltState.UNKNOWN, speed_kmh=None)),
    (
        "latched",
        replace(
            UNREACHED,
            latched=True,
            stop_cause=StopCause.LINK_LOST,
            words="The treadmill cannot be reached. It may be moving.",
            acknowledge_token=_TOKEN,
        ),
    ),
    ("alarm", ALARM),
    ("alarm", replace(ALARM, power_cut=PowerCut.MAINS_SWITCH)),
    ("alarm", replace(ALARM, power_cut=PowerCut.MAINS_PLUG)),
)
