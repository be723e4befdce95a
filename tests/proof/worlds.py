"""The belts that are explored: one machine, one set of limits, and who can press stop.

Each world but the last has the few kinds of happening whose meeting it is named for, and is
explored until nothing new turns up. Every kind is in one of them, and each cause there is is tried
in each moment. What the page, the button and the link do to each other, to the
slope and to a stop is in there; that a heart or a clock in the records meets them is not. The last
world has everything, and is explored as far as any two happenings, one behind the other.

Every number is chosen so that each rule can be met exactly: all bounds but two are whole multiples
of E_S in binary, and the machine's grid leaves only three speeds below the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from treadctl.model import Limits, Machine, Range, StopCause
from treadctl.safety.freshness import Freshness
from treadctl.safety.heart import HeartWatch
from treadctl.safety.limits import TIERS, tightest
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor
from treadctl.safety.targets import UNCONFIRMED_UNIT_KMH

E_S = 1 / 64
E_KMH = 0.01
CEILING_BPM = 120

MACHINE = Machine("Test", "test", Range(0.8, 2.9, 0.7), Range(0.0, 1.0, 0.5))
HIGHEST_KMH, LOWER_KMH, LOWEST_KMH = 2.5, 1.6, 0.8  # three speeds of the grid, two, or one
STEEPEST_PERCENT = 0.5  # the walker's own, as `World.highest_kmh`: tighter than tier and machine
RISE_KMH_S, RISE_PERCENT_S = 0.2, 0.1  # the tier's: tighter than the walker's


@dataclass(slots=True)
class Steady(Freshness):
    """A telemetry period that is known beforehand, so that the bounds that go with it hold still.

    How it is observed is the matter of the tests of `Freshness`.
    """

    def heard(self, at: float) -> None:
        """One record came."""
        self.heard_at = at


class Topic(StrEnum):
    """A kind of happening that a world may have or not."""

    ANSWERS = "answers"  # to a command that take their time; else they come at once
    REFUSALS = "refusals"  # of a stop that is said again; else it is accepted
    SLOWER = "slower"  # records of a walk that is slower than asked for, or of 0; else as asked
    SPEEDS = "speeds"  # records around each bound above and below what was asked for
    SLOPE = "slope"
    DECK = "deck"  # records of where it is, and the tap that levels it
    LINK = "link"
    RETURN = "return"  # records before a link is described, and around what is allowed behind one
    NOTICES = "notices"
    BUTTON = "button"
    PAGE = "page"
    HEART = "heart"
    COUNTERS = "counters"  # a clock in the records, which may stand


@cache
def _limits(highest_kmh: float) -> Limits:
    walker = Limits(highest_kmh, 1.0, 1.0, STEEPEST_PERCENT, 1.0, 0.8, 600.0)
    return tightest(TIERS["B"], walker)


@dataclass(frozen=True, slots=True)
class World:
    """One set-up and what can happen in it. `period_s`: the telemetry period T.

    `cold`: it begins without a connection, else with a belt that stands. `found`: what the latch
    says then. Without a wired button the page is the only stop input. `most_events`: behind so many
    from a beginning the exploration ends, where it would not end by itself in minutes.
    """

    name: str
    topics: frozenset[Topic]
    period_s: float = 0.5
    highest_kmh: float = LOWER_KMH
    wired: bool = True
    tested: bool = False
    cold: bool = False
    found: StopCause | None = None
    most_events: int | None = None

    @property
    def limits(self) -> Limits:
        """The tightest of the tier's and the walker's."""
        return _limits(self.highest_kmh)

    def supervisor(self, make: type[Supervisor] = Supervisor) -> Supervisor:
        """The rules of this world, before anything was heard."""
        rules = make(
            latched=self.found,
            stop_input=StopInput(self.wired, needs_test=self.tested),
            heart=HeartWatch(CEILING_BPM if self.has(Topic.HEART) else None),
        )
        rules.known.freshness = Steady(self.period_s)
        return rules

    @property
    def counts_miles(self) -> bool:
        """Whether it makes a difference that the unit is not known: to a speed in miles, or to a
        wish above what is allowed until then.
        """
        odd = self.has(Topic.SPEEDS) or self.has(Topic.NOTICES)
        return odd or self.highest_kmh > UNCONFIRMED_UNIT_KMH

    def has(self, topic: Topic) -> bool:
        """Whether that can happen here."""
        return topic in self.topics


def _world(name: str, topics: str, **rest: Any) -> World:
    return World(name, frozenset(map(Topic, topics.split())), **rest)


_WORLDS = (
    _world("plain", "answers refusals slower", highest_kmh=HIGHEST_KMH),
    _world("speeds", "speeds slower"),
    _world("slow machine", "speeds slower", period_s=1.0),
    _world("slope", "slope"),
    _world("slope and answers", "slope answers"),
    _world("link", "link slower return"),
    _world("link and speeds", "link speeds"),
    _world("link and button", "link button"),
    _world("console", "notices slower"),
    _world("link and slope", "link slope"),
    _world("console and slope", "notices slope", highest_kmh=LOWEST_KMH),
    _world("clock in the records", "counters", period_s=1.0),
    _world("page only", "page link", wired=False),
    _world("button and page", "page button"),
    _world("tried button", "button", tested=True),
    _world("latch found", "link refusals return", cold=True, found=StopCause.INTERRUPTED),
    _world("heart", "heart"),
    _world("deck", "deck answers", highest_kmh=LOWEST_KMH),
    _world("deck and link", "deck link", highest_kmh=LOWEST_KMH),
    _world("everything", " ".join(Topic), highest_kmh=HIGHEST_KMH, most_events=2),
)
WORLDS: Mapping[str, World] = MappingProxyType({world.name: world for world in _WORLDS})
