"""How a walk gets faster or steeper: announced, agreed to, and never without both. Pure.

Source of the rule: a maker of medical treadmills issued a field safety notice in 2023 about
injuries when users did not expect a programme to change the speed (h/p/cosmos, 8 September 2023).
"""

import math
from dataclasses import dataclass

from treadctl.session.acts import Act, Ask, Say
from treadctl.session.plan import Plan, Step
from treadctl.session.segments import MIN_SPEED_KMH

ANNOUNCE_S = 5.0
LOWER_BY_KMH = 0.5
_INSTANT_S = 1e-6


@dataclass(slots=True)
class Rises:
    """The highest level agreed to so far. `tap_for_each`: no tap, no rise (tier A); otherwise a
    rise happens unless the walker says no.

    `reached_kmh` and `reached_percent` are what the belt was last asked for, on its way to a level.
    """

    plan: Plan
    tap_for_each: bool
    speed_kmh: float
    inclination_percent: float
    held: bool = False
    reached_kmh: float = math.inf
    reached_percent: float = math.inf
    _announced: Step | None = None
    _open: Step | None = None
    _agreed: bool = False
    _due_s: float = 0.0

    def tick(self, elapsed_s: float) -> list[Act]:
        """Announce a rise 5 s before it happens; later if the walker had another question."""
        step = self.plan.at(elapsed_s + ANNOUNCE_S)
        before = self._before(step)
        steeper = step.inclination_percent > before.inclination_percent
        if self.held or step is self._announced:
            return []
        if step.speed_kmh <= before.speed_kmh and not steeper:
            return []
        self._announced = self._open = step
        self._agreed = False
        self._due_s = max(step.start_s, elapsed_s + ANNOUNCE_S)
        words = "A little steeper in five." if steeper else "A little faster in five."
        return [Say(words, "rise_announced"), *self.asks()]

    @property
    def asking(self) -> bool:
        """True while the announced rise waits for its answer."""
        return self._open is not None and not self._agreed

    def asks(self) -> list[Act]:
        """The question about the announced rise, while it waits for its answer."""
        return [Ask("rise", "Is that all right?", self.tap_for_each)] if self.asking else []

    def answer(self, yes: bool) -> None:
        """The walker said yes to the announced rise, or no."""
        self._agreed = yes
        if not yes:
            self._open = None

    def hold(self) -> None:
        """No more rises in this walk, and none of one that is under way."""
        self.held = True
        self._open = None
        self.settle()

    def settle(self) -> None:
        """What was reached is the level now: the rest of a rise under way would surprise."""
        self.speed_kmh = min(self.speed_kmh, self.reached_kmh)
        self.inclination_percent = min(self.inclination_percent, self.reached_percent)

    def lower(self) -> None:
        """One level down, at once, and no more rises. The slowest walk stays a walk."""
        self.hold()
        slowest_kmh = min(self.speed_kmh, MIN_SPEED_KMH)
        self.speed_kmh = max(slowest_kmh, self.speed_kmh - LOWER_BY_KMH)

    def target(self, elapsed_s: float, *, may_rise: bool = True) -> tuple[float, float]:
        """(km/h, percent) to aim at: the plan's, or less where a rise was not agreed to."""
        step = self.plan.at(elapsed_s)
        due = may_rise and elapsed_s >= self._due_s - _INSTANT_S
        if self._open is step and due and (self._agreed or not self.tap_for_each):
            self._rise(step)
        elif self._open is not None and step.start_s > self._open.start_s:
            self._open = None
        self.speed_kmh = min(self.speed_kmh, step.speed_kmh)
        self.inclination_percent = min(self.inclination_percent, step.inclination_percent)
        return self.speed_kmh, self.inclination_percent

    def _rise(self, step: Step) -> None:
        """As much as was announced: what was refused before is not made up for."""
        before, self._open = self._before(step), None
        self.speed_kmh += max(0.0, step.speed_kmh - before.speed_kmh)
        self.inclination_percent += max(0.0, step.inclination_percent - before.inclination_percent)

    def _before(self, step: Step) -> Step:
        return self.plan.at(step.start_s - _INSTANT_S)
