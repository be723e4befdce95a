"""The belts that are explored: one machine, one set of limits, and who can press stop.

Every number is chosen so that each rule can be met exactly: all bounds but two are whole multiples
of E_S in binary, and the machine's grid leaves only three speeds below the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from treadctl.model import Limits, Machine, Range, StopCause
from treadctl.safety.freshness import Freshness
from treadctl.safety.heart import HeartWatch
from treadctl.safety.limits import TIERS, tightest
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

E_S = 1 / 64
E_KMH = 0.01
CEILING_BPM = 120

MACHINE = Machine("Test", "test", Range(0.8, 2.9, 0.7), Range(0.0, 1.0, 0.5))
_WALKER = Limits(2.5, 1.0, 1.0, 0.5, 1.0, 0.8, 600.0)
LIMITS = tightest(TIERS["B"], _WALKER)
HIGHEST_KMH, STEEPEST_PERCENT = 2.5, 0.5  # the walker's own: tighter than tier and machine
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
    SPEEDS = "speeds"  # records around each bound above and below what was asked for
    SLOPE = "slope"
    LINK = "link"
    NOTICES = "notices"
    BUTTON = "button"
    PAGE = "page"
    HEART = "heart"
    COUNTERS = "counters"  # a clock in the records, which may stand


@dataclass(frozen=True, slots=True)
class World:
    """One set-up and what can happen in it. `period_s`: the telemetry period T.

    `cold`: it begins without a connection, else with a belt that stands. `found`: what the latch
    says then. Without a wired button the page is the only stop input.
    """

    name: str
    topics: frozenset[Topic]
    period_s: float = 0.5
    wired: bool = True
    tested: bool = False
    cold: bool = False
    found: StopCause | None = None

    def supervisor(self, make: type[Supervisor] = Supervisor) -> Supervisor:
        """The rules of this world, before anything was heard."""
        rules = make(
            latched=self.found,
            stop_input=StopInput(self.wired, needs_test=self.tested),
            heart=HeartWatch(CEILING_BPM if self.has(Topic.HEART) else None),
        )
        rules.known.freshness = Steady(self.period_s)
        return rules

    def has(self, topic: Topic) -> bool:
        """Whether that can happen here."""
        return topic in self.topics


def _world(name: str, *topics: Topic, **rest: Any) -> World:
    return World(name, frozenset(topics), **rest)


_ANSWERS, _SPEEDS, _SLOPE, _LINK, _NOTICES, _BUTTON, _PAGE, _HEART, _COUNTERS = Topic
_WORLDS = (
    _world("plain", _ANSWERS),
    _world("speeds", _SPEEDS),
    _world("slow machine", _SPEEDS, period_s=1.0),
    _world("slope", _SLOPE, _ANSWERS),
    _world("link", _LINK),
    _world("link and speeds", _LINK, _SPEEDS),
    _world("link and button", _LINK, _BUTTON),
    _world("console", _NOTICES),
    _world("link and slope", _LINK, _SLOPE),
    _world("console and slope", _NOTICES, _SLOPE),
    _world("clock in the records", _COUNTERS, period_s=1.0),
    _world("page only", _PAGE, _LINK, wired=False),
    _world("button and page", _PAGE, _BUTTON),
    _world("tried button", _BUTTON, tested=True),
    _world("latch found", _LINK, cold=True, found=StopCause.INTERRUPTED),
    _world("heart", _HEART),
    _world("everything", *Topic),
)
WORLDS: Mapping[str, World] = MappingProxyType({world.name: world for world in _WORLDS})
