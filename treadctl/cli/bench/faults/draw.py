"""What befalls one session of the campaign: drawn from its seed alone, the same each time."""

import random
from dataclasses import dataclass, replace
from typing import get_args

from simulators.faults import Event, parse_event
from simulators.machines import DEFAULT, QUIRKS, MachineModel
from treadctl.cli.bench.faults.scenes import FAST, SCENES, Act, Setting, WalkerTier, Way
from treadctl.session.profile import Profile, find, names

# The one that counts in miles goes by no name we know: its unit has to be found out.
TWINS = {**QUIRKS, "tm11gy": replace(QUIRKS["tm11gy"], name="Treadmill", model_number="")}

SCENE_SHARE = 0.6
NOISY_SHARE = 0.15
TOGETHER_SHARE = 0.4
LONGEST_TOGETHER_S = 12.0


@dataclass(frozen=True, slots=True)
class Session:
    """One session. `seed` and `rule` make it again; times of events are seconds from Start."""

    seed: int
    rule: str | None
    profile: Profile
    tier: WalkerTier
    model: MachineModel
    events: tuple[Event, ...]
    way: Way
    wired: bool
    noisy: bool


def draw(seed: int, rule: str | None = None) -> Session:
    """The session of `seed`. With a `rule`, one in which that rule has something to do."""
    dice = random.Random(f"{seed} {rule}")  # noqa: S311 - a story to repeat, not a secret
    scene = _scene(dice, rule)
    profile = find(scene.profile or dice.choice(_walkable()))
    tier = dice.choice(scene.tiers)
    events = _placed(dice, scene.acts, profile)
    way: Way = dice.choice(get_args(Way))
    if rule is None:
        events += _more(dice, events, profile)
    return Session(
        seed=seed,
        rule=rule,
        profile=profile,
        tier=tier,
        model=_machine(dice, scene),
        events=tuple(sorted(events, key=lambda event: (event.at_s, event.person))),
        way=scene.way or way,
        wired=scene.wired if scene.wired is not None else dice.random() < 0.8,
        noisy=not scene.acts and dice.random() < NOISY_SHARE,
    )


def _walkable() -> list[str]:
    return [name for name in names() if find(name).enabled]


def _scene(dice: random.Random, rule: str | None) -> Setting:
    if rule is not None:
        return dice.choice(SCENES[rule])
    if dice.random() < SCENE_SHARE:
        return dice.choice([one for scenes in SCENES.values() for one in scenes])
    return Setting()


def _machine(dice: random.Random, scene: Setting) -> MachineModel:
    if scene.machines:
        return {"default": DEFAULT, "fast": FAST, **TWINS}[dice.choice(scene.machines)]
    return dice.choice([DEFAULT, DEFAULT, DEFAULT, FAST, *TWINS.values()])


def _placed(dice: random.Random, acts: tuple[Act, ...], profile: Profile) -> list[Event]:
    """The acts of a scene at their times; `after_s` counts from the act before."""
    events: list[Event] = []
    for act in acts:
        begins_s = events[-1].at_s if events and act.follows else 0.0
        latest_s = profile.duration_s if act.latest_s is None else act.latest_s
        at_s = begins_s + dice.uniform(act.earliest_s, max(act.earliest_s, latest_s))
        events.append(_event(dice, act, at_s))
    return events


def _event(dice: random.Random, act: Act, at_s: float) -> Event:
    value = ""
    if act.lowest is not None:
        given = dice.uniform(act.lowest, act.highest or act.lowest)
        value = f"={round(given) if act.whole else round(given, 2)}"
    return parse_event(f"{at_s:.2f}={act.name}{value}")


def _more(dice: random.Random, events: list[Event], profile: Profile) -> list[Event]:
    """Up to four things in all, often one upon the other."""
    more: list[Event] = []
    for _ in range(dice.randint(0, 4) - len(events)):
        shown = "mph-shown" in {event.name for event in (*events, *more)}
        act = dice.choice([one for one in ANY if not (shown and one.name == "mph-shown")])
        at_s = dice.uniform(0.0, profile.duration_s * dice.choice((0.2, 1.0)))
        before = [*events, *more]
        if before and dice.random() < TOGETHER_SHARE:
            at_s = dice.choice(before).at_s + dice.uniform(0.0, LONGEST_TOGETHER_S)
        more.append(_event(dice, act, at_s))
        if act.name == "link-loss":
            back_s = at_s + dice.choice((dice.uniform(0.3, 6.0), dice.uniform(4.0, 40.0)))
            more.append(_event(dice, Act("link-back"), back_s))
        if act.name == "console-speed":
            more.append(_event(dice, Act("console-stop"), at_s + dice.uniform(10.0, 200.0)))
    return more


ANY: tuple[Act, ...] = (
    *(Act(name) for name in ("pain", "button-press", "user-stop", "safety-key", "console-stop")),
    *(Act(name) for name in ("link-loss", "link-loss", "telemetry-silence", "telemetry-frozen")),
    *(Act(name) for name in ("garbage", "truncate", "duplicate", "ignore-stop", "reject-stop")),
    *(Act(name) for name in ("stuck-belt", "mph", "mph-shown", "control-lost", "toggle-start")),
    *(
        Act(name)
        for name in (
            "restart",
            "no-answer",
            "hr-frozen",
            "hr-lost",
            "hr-off",
            "button-lost",
            "screen-dead",
        )
    ),
    *(Act(name) for name in ("edges-dead", "shutdown")),
    Act("late-stop", lowest=0.5, highest=20.0),
    Act("runaway", lowest=0.05, highest=3.0),
    Act("speed-jump", lowest=0.2, highest=4.0),
    Act("console-speed", lowest=0.5, highest=6.0),
    Act("answer", lowest=0, highest=10, whole=True),
    Act("hr", lowest=60, highest=190, whole=True),
)
