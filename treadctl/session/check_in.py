"""How is the back? One question, what the answer means, and what silence means. Pure.

On a moving belt two answers are enough; a number from 0 to 10 is understood as well.

The zones extend pain rules for tendon and knee to the back; they are comfort limits and a design
choice, not a clinical threshold. Source of the idea: Silbernagel et al. 2007, the pain-monitoring
model.
"""

from dataclasses import dataclass
from enum import StrEnum

MILD, STRONG = 3, 6
WORSE_BY, MUCH_WORSE_BY = 2, 3
REPEAT_S, SLOW_S, STOP_S = 30.0, 60.0, 90.0
QUESTION = "How is the pain? Same or less, or more?"
MORES_TO_FINISH = 2


class Verdict(StrEnum):
    """What an answer leads to."""

    CONTINUE = "continue"
    HOLD = "hold"
    FINISH = "finish"


def judge(pain: int, start_pain: int) -> Verdict:
    """Return what to do at `pain` (0-10) when the walk began with `start_pain`.

    Relative to the start, because many people live with 3 to 5 all day.
    """
    rise = pain - start_pain
    if pain >= STRONG or rise >= MUCH_WORSE_BY:
        return Verdict.FINISH
    if (pain >= MILD and rise > 0) or rise >= WORSE_BY:
        return Verdict.HOLD
    return Verdict.CONTINUE


@dataclass(slots=True)
class Comfort:
    """What the walker said so far. `start_pain`: the number that the walk began with, if any."""

    start_pain: int | None = None
    _mores: int = 0

    def number(self, pain: int) -> Verdict:
        """What `pain` (0-10) leads to; the first number is what the later ones are held against."""
        if self.start_pain is None:
            self.start_pain = pain
        return judge(pain, self.start_pain)

    def compared(self, *, more: bool) -> Verdict:
        """More pain holds, and twice in a row finishes; the same or less lets the plan go on."""
        self._mores = self._mores + 1 if more else 0
        if self._mores >= MORES_TO_FINISH:
            return Verdict.FINISH
        return Verdict.HOLD if more else Verdict.CONTINUE


class Silence(StrEnum):
    """What is due when nobody answers. A timeout can only slow."""

    WAIT = "wait"
    REPEAT = "repeat"
    SLOW = "slow"
    STOP = "stop"


@dataclass(slots=True)
class CheckIn:
    """One question that waits for its answer."""

    asked_at: float
    _reached: Silence = Silence.WAIT

    def tick(self, now: float) -> Silence:
        """What became due by `now`, once each; WAIT otherwise."""
        due = self._due(now - self.asked_at)
        if due is self._reached:
            return Silence.WAIT
        self._reached = due
        return due

    def _due(self, waited_s: float) -> Silence:
        if waited_s >= STOP_S:
            return Silence.STOP
        if waited_s >= SLOW_S:
            return Silence.SLOW
        return Silence.REPEAT if waited_s >= REPEAT_S else Silence.WAIT
