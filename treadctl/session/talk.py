"""Can you talk? A walk at which a whole sentence is easy is not too hard. Pure.

Asked at the middle and every ten minutes from then on, and only in a quiet stretch: with no rise
and no other question near. Nobody has to answer; who cannot talk easily gets no faster.
Source of the test: Sorensen et al. 2020 (doi:10.1097/HCR.0000000000000506).
"""

from dataclasses import dataclass, field

from treadctl.session.acts import Act, Ask
from treadctl.session.plan import Plan
from treadctl.session.rises import ANNOUNCE_S

QUESTION = "Can you talk easily?"
OPEN_S, EVERY_S = 30.0, 600.0
QUIET_S = OPEN_S + 2 * ANNOUNCE_S


@dataclass(slots=True)
class Talk:
    """When it is asked in one walk, and whether it is open now."""

    plan: Plan
    _due_s: float = field(init=False)
    _asked_s: float | None = None

    def __post_init__(self) -> None:
        self._due_s = self.plan.duration_s / 2

    @property
    def asking(self) -> bool:
        """True while the question waits for an answer."""
        return self._asked_s is not None

    def tick(self, elapsed_s: float, *, may_ask: bool) -> list[Act]:
        """Ask, or leave it, if that is due; `may_ask`: nothing else is asked now."""
        if self._asked_s is not None:
            if elapsed_s - self._asked_s >= OPEN_S or not may_ask:
                self._asked_s = None
            return []
        if not may_ask or elapsed_s < self._due_s or not self._quiet(elapsed_s):
            return []
        self._asked_s, self._due_s = elapsed_s, elapsed_s + EVERY_S
        return [Ask("talk", QUESTION, needed=False)]

    def closed(self) -> None:
        """It was answered."""
        self._asked_s = None

    def _quiet(self, elapsed_s: float) -> bool:
        soon_s = elapsed_s + QUIET_S
        now = self.plan.at(elapsed_s)
        near = (step for step in self.plan.steps if elapsed_s < step.start_s <= soon_s)
        rises = any(
            step.speed_kmh > now.speed_kmh or step.inclination_percent > now.inclination_percent
            for step in near
        )
        asked = any(elapsed_s <= at_s <= soon_s for at_s in self.plan.check_ins_s)
        return not rises and not asked and soon_s <= self.plan.duration_s
