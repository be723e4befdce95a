"""Walks with random faults and presses: what holds in every one, seen from the belt's own physics.

A failing seed replays alone: `pytest "tests/test_campaign.py::test_what_holds_in_every_walk[7]"`.
"""

import random
from pathlib import Path
from typing import Any

import pytest

from simulators.faults import EVENTS, Event, parse_event
from simulators.machines import DEFAULT, QUIRKS, MachineModel
from treadctl.cli.story import Plot, Story
from treadctl.cli.summary import exit_code
from treadctl.cli.walker import Walker
from treadctl.session.profile import Profile, find, names

START, SPEED, INCLINATION, STOP = 0x07, 0x02, 0x03, 0x08
MAY_BE_MOVING = 3
HARMLESS = {"hr", "hr-frozen", "toggle-start", "link-back"}
OVERSHOOT_KMH = 0.2


def draw(seed: int) -> tuple[Profile, list[Event], MachineModel, Walker]:
    """A walk, up to four things that happen, a machine and a walker."""
    dice = random.Random(seed)  # noqa: S311 - a story to repeat, not a secret
    profile = find(dice.choice([name for name in names() if find(name).enabled]))
    events = []
    for _ in range(dice.randint(1, 4)):
        name = dice.choice(sorted(EVENTS))
        span = EVENTS[name]
        value = "" if span is None else f"={dice.randint(max(1, round(span[0])), 10)}"
        events.append(parse_event(f"{dice.uniform(0.0, profile.duration_s):.2f}={name}{value}"))
    machine = dice.choice([DEFAULT, DEFAULT, *QUIRKS.values()])
    return profile, events, machine, Walker.model_validate({"tier": dice.choice("ABC")})


def broken(story: Story, found: dict[str, Any], events: list[Event], limit_kmh: float) -> list[str]:
    """The promises that this walk did not keep."""
    ops = [data[0] for _, data in story.rig.machine.writes]
    stopped = ops.index(STOP) if STOP in ops else len(ops)
    faults = {event.name for event in events if not event.person} - HARMLESS
    belt, alarmed = story.rig.machine.belt, any(e["event"] == "alarm" for e in found["events"])
    kept = {
        "a belt is started once, and not behind a stop": ops.count(START) <= 1
        and START not in ops[stopped:],
        "behind a stop no target is written": not {SPEED, INCLINATION} & set(ops[stopped:]),
        "a belt that is said to stand does": exit_code(found) == MAY_BE_MOVING
        or belt.speed_kmh == 0,
        "without a fault there is no alarm": bool(faults) or not alarmed,
        "without a fault no belt is faster than its limit": bool(faults)
        or story.plot.model.name == QUIRKS["tm11gy"].name  # counts in miles
        or belt.peak_speed_kmh <= limit_kmh + OVERSHOOT_KMH,
    }
    return [promise for promise, true in kept.items() if not true]


@pytest.mark.parametrize("seed", range(40))
async def test_what_holds_in_every_walk(tmp_path: Path, seed: int) -> None:
    profile, events, machine, walker = draw(seed)
    story = Story(Plot(profile, tmp_path / "latch", events, walker, machine, seed=seed))
    found = await story.tell()
    limit_kmh = max(segment.speed_kmh for segment in profile.segments)
    assert broken(story, found, events, limit_kmh) == [], (profile.name, events)


async def test_the_campaign_can_see_a_promise_that_is_not_kept(tmp_path: Path) -> None:
    """A belt that a broken machine starts again by itself is told from one that stands."""
    story = Story(Plot(find("gentle-start"), tmp_path / "latch", [parse_event("100=pain")]))
    found = await story.tell()
    assert broken(story, found, [], 2.0) == []
    story.rig.machine.belt.speed_kmh = 1.0
    story.rig.machine.writes.append((200.0, bytes([START])))
    assert len(broken(story, found, [], 2.0)) == 2
