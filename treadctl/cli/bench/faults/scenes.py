"""For each rule the scenes in which it has something to do.

A rule is a stop cause, or one of the rules that stop nothing: they hold something back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from simulators.machines import DEFAULT
from treadctl.model import StopCause

# A treadmill that cannot go slowly enough for a guided walk.
FAST = replace(
    DEFAULT,
    name="Fast starter",
    speed_centi=(160, 1600, 10),
    drive=replace(DEFAULT.drive, min_speed_kmh=1.6, max_speed_kmh=16.0),
)

Way = Literal["rests", "patient", "hasty", "stuck"]
"""What happens behind a stop: nobody comes; somebody confirms and starts again, taking their time
or tapping all the while; or the screen's program repeats whatever it sent first.
"""

WalkerTier = Literal["A", "B", "C"]
EVERY_TIER: tuple[WalkerTier, ...] = ("A", "B", "C")
QUICK = ("default",)  # tells its speed four times a second
IN_MOTION_S = 15.0  # countdown, the belt's own countdown, and the walker is on
FIRST_RISE_S = 25.0


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens: when, and with a value between `lowest` and `highest` if it has one.

    `follows`: its time counts from the act before. `latest_s` None: until the walk's end.
    """

    name: str
    earliest_s: float = 0.0
    latest_s: float | None = None
    follows: bool = False
    lowest: float | None = None
    highest: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What is fixed about a session; the rest is drawn."""

    acts: tuple[Act, ...] = ()
    profile: str | None = None
    tiers: tuple[WalkerTier, ...] = EVERY_TIER
    machines: tuple[str, ...] = ()
    way: Way | None = None
    wired: bool | None = None


def _moving(name: str, lowest: float | None = None, highest: float | None = None) -> Act:
    return Act(name, IN_MOTION_S, lowest=lowest, highest=highest)


def _then(name: str, earliest_s: float, latest_s: float) -> Act:
    return Act(name, earliest_s, latest_s, follows=True)


_SOON_OVER = Act("user-stop", 60.0, 200.0)
_BY_CAUSE: Mapping[StopCause, tuple[Setting, ...]] = {
    StopCause.PAIN: (Setting((Act("pain"),)),),
    StopCause.USER: (Setting((Act("user-stop"),)),),
    StopCause.SAFETY_KEY: (Setting((_moving("safety-key"),)),),
    StopCause.CONSOLE: (Setting((_moving("console-stop"),)),),
    StopCause.FINISHED: (Setting(profile="gentle-start"), Setting(profile="first-steps")),
    StopCause.SHUTDOWN: (Setting((_moving("shutdown"),), way="rests"),),
    StopCause.NO_ANSWER: (
        Setting((Act("no-answer", 20.0, 400.0),), "back-ease-20", ("B", "C"), QUICK),
        Setting((_moving("link-loss"), _then("no-answer", 0.1, 0.2), _then("link-back", 0.5, 1.5))),
    ),
    StopCause.LINK_LOST: (
        Setting((_moving("link-loss"), _then("link-back", 6.0, 30.0))),
        Setting((_moving("link-loss"),)),
    ),
    StopCause.TELEMETRY_LOST: (Setting((_moving("telemetry-silence"),)),),
    StopCause.TELEMETRY_FROZEN: (
        Setting((Act("telemetry-frozen", 100.0),), "back-ease-30", ("B", "C"), QUICK, wired=True),
    ),
    StopCause.OVERSPEED: (
        Setting((Act("runaway", 60.0, lowest=0.1, highest=0.3),), machines=QUICK),
    ),
    StopCause.RUNAWAY: (
        Setting((Act("runaway", 60.0, lowest=0.45, highest=0.7),), machines=QUICK),
    ),
    StopCause.SPEED_JUMP: (
        Setting((Act("speed-jump", 60.0, lowest=0.55, highest=0.78),), machines=QUICK),
    ),
    StopCause.STUCK_BELT: (Setting((Act("stuck-belt", 25.0),)),),
    StopCause.UNIT_MISMATCH: (
        Setting(machines=("tm11gy",)),
        Setting((Act("mph", 0.0, 4.0),), machines=QUICK),
        Setting((Act("mph-shown", 0.0, 4.0),), machines=QUICK),
        Setting((Act("mph", 0.0, 4.0), Act("mph-shown", 0.0, 4.0)), machines=QUICK),
    ),
    StopCause.CONTROL_LOST: (Setting((_moving("control-lost"),)),),
    StopCause.NOT_STARTED: (Setting((Act("stuck-belt", 0.0, 5.0),)),),
    StopCause.NOT_STOPPING: (
        Setting((_moving("ignore-stop"), _then("pain", 0.1, 100.0))),
        Setting((_moving("late-stop", lowest=8.0, highest=40.0), _then("user-stop", 0.1, 100.0))),
    ),
    StopCause.HEART_RATE: (Setting((_moving("hr", lowest=160, highest=190),)),),
    StopCause.BUTTON_TEST: (Setting((Act("button-press", 0.0, 4.0),), wired=True),),
    StopCause.BUTTON_LOST: (Setting((_moving("button-lost"),), wired=True),),
    StopCause.SCREEN_LOST: (Setting((_moving("screen-dead"),), wired=False),),
    StopCause.EDGES_LOST: (Setting((_moving("edges-dead"),), wired=False),),
    StopCause.INTERRUPTED: (Setting((_moving("restart"),)),),
}
_HELD_BACK: Mapping[str, tuple[Setting, ...]] = {
    "repeat": (Setting((_moving("pain"),)),),
    "latch": (Setting((_moving("pain"),), way="patient"), Setting((Act("pain"),), way="hasty")),
    "lockout": (Setting((_moving("pain"),), way="hasty"),),
    "ramp": (Setting((_SOON_OVER,)),),
    "ceiling": (Setting(profile="power-intervals", tiers=("A",)),),
    "first_speed": (Setting((_SOON_OVER,)), Setting((_SOON_OVER,), machines=("fast",))),
    "console_speed": (
        Setting(
            (
                Act("console-speed", 17.0, 21.0, lowest=0.5, highest=0.6),
                _then("console-stop", 20.0, 60.0),
            ),
            "power-intervals",
            machines=QUICK,
        ),
        Setting(
            (
                Act("console-speed", 17.0, 21.0, lowest=3.0, highest=4.0),
                _then("console-stop", 20.0, 60.0),
            ),
            "power-intervals",
        ),
    ),
    "heart_rate_lost": (
        Setting((Act("hr-frozen", 20.0, 60.0),), "back-ease-30", ("B", "C")),
        Setting((Act("hr-lost", 14.0, 100.0),), "back-ease-30", ("B", "C")),
        Setting((Act("hr-off", 14.0, 100.0),), "back-ease-30", ("B", "C")),
    ),
    "doubt": (
        Setting((Act("telemetry-silence", 14.0, FIRST_RISE_S),), machines=QUICK),
        Setting((Act("screen-dead", 13.0, FIRST_RISE_S),), wired=False),
    ),
    "go_on": (
        Setting(
            (
                Act("link-loss", 14.0, FIRST_RISE_S),
                _then("no-answer", 0.1, 0.2),
                _then("link-back", 0.5, 1.5),
            ),
            tiers=("B", "C"),
        ),
    ),
    "restart": (Setting((_moving("restart"),)),),
    "level": (
        Setting((Act("user-stop", 700.0, 840.0),), "incline-gentle", ("B", "C"), QUICK, "patient"),
        Setting((Act("pain", 700.0, 840.0),), "incline-gentle", ("B", "C"), QUICK, "hasty"),
    ),
}
SCENES: Mapping[str, tuple[Setting, ...]] = MappingProxyType(
    {**{cause.value: scenes for cause, scenes in _BY_CAUSE.items()}, **_HELD_BACK}
)
