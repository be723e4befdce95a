"""Is the deck level, and may it be made so? Pure.

A stop leaves the deck as it is. Before the next walk it comes down by a tap of its own, while the
belt stands. A deck that does not come down keeps nobody from walking for ever: behind one tap that
was refused, or 20 s without coming level, a start is allowed, and a walk's first aim is 0 %.
"""

from dataclasses import dataclass

from treadctl.errors import Refused
from treadctl.model import DECK_NOT_LEVEL, Answer, Machine, SetTargetInclination
from treadctl.safety.known import Known

LEVEL_LIMIT_S = 20.0
STAND_BEFORE_LEVEL_S = 3.0
LEAST_SLOPE_PERCENT = 0.5
COMING_DOWN = "The deck is on its way to level. Wait."


@dataclass(slots=True)
class Deck:
    """`asked_at`: of the last tap, None once it is over and done. `wanted`: nothing was written for
    it yet. `awaited`: the answer to what was written is. `refused`: the machine did not take it.
    """

    asked_at: float | None = None
    wanted: bool = False
    awaited: bool = False
    refused: bool = False

    def permit(self, known: Known, now: float) -> None:
        """Raises Refused with what stands in the way of a tap."""
        if (reason := self._obstacle(known, now)) is not None:
            raise Refused(reason)

    def may_level(self, known: Known, now: float) -> bool:
        """True while nothing of the belt and its deck stands in the way of a tap."""
        return self._obstacle(known, now) is None

    def _obstacle(self, known: Known, now: float) -> str | None:
        if not known.linked:
            return "The treadmill is not connected. Switch it on and wait."
        if not known.stands(now, STAND_BEFORE_LEVEL_S):
            return "Wait until the belt has stood still for three seconds."
        if _tolerance_percent(known.machine) is None or known.inclination_percent is None:
            return "This deck cannot be levelled from here."
        if not off_level(known):
            return "The deck is level."
        return COMING_DOWN if self.awaited or self.coming(now) else None

    def tapped(self, now: float) -> None:
        """A person asked for a level deck, and may."""
        self.asked_at, self.wanted, self.refused = now, True, False

    def next(self, known: Known, now: float) -> SetTargetInclination | None:
        """The one write of a tap, as long as the belt stands. Whoever asks writes it."""
        if not self.wanted:
            return None
        self.wanted = False
        if not (known.linked and known.stands(now)):
            self.asked_at = None
            return None
        self.awaited = True
        return SetTargetInclination(0.0)

    def answered(self, answer: Answer) -> None:
        """What the machine said to it; SILENT also if it was never written."""
        self.awaited = False
        self.refused = answer not in (Answer.ACCEPTED, Answer.SILENT)

    def heard(self, known: Known) -> None:
        """One record: a deck that is level needs no tap, and the next slope needs its own."""
        if not self.awaited and not off_level(known):
            self.asked_at = None

    def stopped(self, now: float) -> None:
        """A stop was asked for: a tap under way is over, and was no failure."""
        self.wanted = False
        if self.coming(now):
            self.asked_at = None

    def walk_begins(self) -> None:
        """A belt is about to start: the slope that it leaves needs its own tap."""
        self.asked_at = None

    def check(self, known: Known, now: float) -> None:
        """Raises Refused while the deck keeps a walk from starting."""
        if self.awaited or self.coming(now):
            raise Refused(COMING_DOWN)
        if off_level(known) and not self.stuck(now):
            raise Refused(DECK_NOT_LEVEL)

    def coming(self, now: float) -> bool:
        """True from the tap until the deck is level, the machine refused, or 20 s are over."""
        at = self.asked_at
        return at is not None and not self.refused and now - at <= LEVEL_LIMIT_S

    def stuck(self, now: float) -> bool:
        """True for a deck that a tap did not bring down: it keeps nobody from walking."""
        return self.asked_at is not None and not self.coming(now)


def off_level(known: Known) -> bool:
    """True if the deck is told to be further from 0 % than it may be for a start."""
    percent, tolerance = known.inclination_percent, _tolerance_percent(known.machine)
    return percent is not None and tolerance is not None and abs(percent) > tolerance


def _tolerance_percent(machine: Machine | None) -> float | None:
    """Half a step, and 0.5 % at least; None for a deck that cannot be set to 0 %."""
    given = machine.inclination_percent if machine else None
    if given is None or not given.low <= 0 <= given.high or given.low == given.high:
        return None
    return max(LEAST_SLOPE_PERCENT, given.step / 2)
