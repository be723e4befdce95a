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
FASTER_BY_KMH, FASTER_BY_KMH_TAPPED = 0.2, 0.1  # the second where each rise needs a tap
SLOPE_APART_S = 30.0  # a design choice: nobody gets faster and steeper at about the same time
MADE_GOOD_APART_S = 30.0  # where the doubt comes and goes, the words should not
LEAST_KMH, LEAST_PERCENT = 0.1, 0.5  # less is not worth a word
MOST_KMH, MOST_PERCENT = 0.5, 1.0  # at once, of what is owed: it is said to be a little
_INSTANT_S = _NOTHING = 1e-6


@dataclass(slots=True)
class Rises:
    """The highest level agreed to so far. `tap_for_each`: no tap, no rise (tier A); otherwise a
    rise happens unless the walker says no. `held`: no rises of the plan; `for_good`: none at all.

    `reached_kmh` and `reached_percent` are what the belt was last asked for, on its way to a level.
    A rise that a doubt cut short is owed: it is offered again once there is none, or until the
    plan itself gets slower or flatter.
    """

    plan: Plan
    tap_for_each: bool
    speed_kmh: float
    inclination_percent: float
    held: bool = False
    for_good: bool = False
    reached_kmh: float = math.inf
    reached_percent: float = math.inf
    _announced: Step | None = None
    _open: Step | None = None
    _makes_good: bool = False
    _agreed: bool = False
    _due_s: float = 0.0
    _faster_kmh: float | None = None
    _faster_due_s: float = 0.0
    _steeper_s: float = -math.inf
    _doubted: bool = False
    _last_s: float = -math.inf
    _wanted_kmh: float = 0.0
    _wanted_percent: float = 0.0

    def __post_init__(self) -> None:
        self._want_what_is()

    def tick(self, elapsed_s: float) -> list[Act]:
        """Announce a rise 5 s before it happens; later if the walker had another question."""
        step = self.plan.at(elapsed_s + ANNOUNCE_S)
        if self.held:
            return []
        if step is not self._announced and self._is_rise(step):
            self._announced = step
            return self._offers(step, elapsed_s)
        if not self._may_make_good(elapsed_s):
            return []
        self._last_s = elapsed_s
        return self._offers(step, elapsed_s, makes_good=True)

    def announced_again(self, elapsed_s: float) -> list[Act]:
        """Announce the rise that another question kept waiting: it comes 5 s from now."""
        if self._open is None:
            return []
        self._due_s = max(self._open.start_s, elapsed_s + ANNOUNCE_S)
        return self._announces(self._open)

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
        if yes:
            return
        self._open = None
        if self._makes_good:
            self._want_what_is()

    @property
    def pending(self) -> bool:
        """True while a rise is announced and has not begun."""
        return self._open is not None or self._faster_kmh is not None

    def may_go_faster(self, elapsed_s: float) -> bool:
        """True if the walker may ask for more: below the plan now and in the next ten seconds,
        and no slope changes within SLOPE_APART_S of that rise.
        """
        slower = self.speed_kmh < self.plan.at(elapsed_s).speed_kmh
        return slower and not self.for_good and not self.pending and self._level(elapsed_s)

    def faster(self, elapsed_s: float) -> list[Act]:
        """The walker asks for more: a step, announced now, and never above the plan."""
        by_kmh = FASTER_BY_KMH_TAPPED if self.tap_for_each else FASTER_BY_KMH
        self._faster_kmh = min(self.speed_kmh + by_kmh, self.plan.at(elapsed_s).speed_kmh)
        self._faster_due_s = elapsed_s + ANNOUNCE_S
        return [Say("A little faster in five.", "rise_announced")]

    def hold_for_good(self) -> None:
        """No more rises in this walk, whoever asks: it hurts, it is hard, or nobody answers."""
        self.for_good = True
        self.hold()

    def hold(self) -> None:
        """No more rises of the plan in this walk, and none of one that is under way."""
        self.held = True
        self._open = None
        self.settle()
        self._want_what_is()

    def sure(self) -> None:
        """There is no doubt any more: what it cut short may be offered again."""
        self._doubted = False

    def settle(self) -> None:
        """In doubt, what was reached is the level now: the rest of a rise would surprise."""
        self._doubted = True
        self._faster_kmh = None
        self.speed_kmh = min(self.speed_kmh, self.reached_kmh)
        self.inclination_percent = min(self.inclination_percent, self.reached_percent)

    def lower(self) -> None:
        """One level down, at once, and no more rises. The slowest walk stays a walk."""
        self.hold()
        slowest_kmh = min(self.speed_kmh, MIN_SPEED_KMH)
        self.speed_kmh = max(slowest_kmh, self.speed_kmh - LOWER_BY_KMH)

    def target(self, elapsed_s: float, *, may_rise: bool = True) -> tuple[float, float]:
        """(km/h, percent) to aim at: the plan's, or less where a rise was not agreed to.

        While nothing may rise, what the walker asked for lapses: it would come unannounced.
        """
        step = self.plan.at(elapsed_s)
        if not may_rise:
            self._faster_kmh = None
        due = may_rise and elapsed_s >= self._due_s - _INSTANT_S
        if self._open is step and due and (self._agreed or not self.tap_for_each):
            self._rise(step, elapsed_s)
        elif self._open is not None and step.start_s > self._open.start_s:
            self._open = None
        if self._faster_kmh is not None and elapsed_s >= self._faster_due_s:
            self.speed_kmh, self._faster_kmh = max(self.speed_kmh, self._faster_kmh), None
        self._fall(step)
        return self.speed_kmh, self.inclination_percent

    def _fall(self, step: Step) -> None:
        """Never above the plan; and what it no longer has is no longer owed."""
        self.speed_kmh = min(self.speed_kmh, step.speed_kmh)
        self.inclination_percent = min(self.inclination_percent, step.inclination_percent)
        if self._wanted_kmh > step.speed_kmh + _NOTHING:
            self._wanted_kmh = self.speed_kmh
        if self._wanted_percent > step.inclination_percent + _NOTHING:
            self._wanted_percent = self.inclination_percent

    def _want_what_is(self) -> None:
        self._wanted_kmh, self._wanted_percent = self.speed_kmh, self.inclination_percent

    def _offers(self, step: Step, elapsed_s: float, *, makes_good: bool = False) -> list[Act]:
        self._open, self._makes_good, self._agreed = step, makes_good, False
        self._due_s = max(step.start_s, elapsed_s + ANNOUNCE_S)
        return self._announces(step)

    def _announces(self, step: Step) -> list[Act]:
        steeper = step.inclination_percent > self._before(step).inclination_percent
        if self._makes_good:
            steeper = not self._owes_speed
        words = "A little steeper in five." if steeper else "A little faster in five."
        return [Say(words, "rise_announced"), *self.asks()]

    def _is_rise(self, step: Step) -> bool:
        before = self._before(step)
        steeper = step.inclination_percent > before.inclination_percent
        return steeper or step.speed_kmh > before.speed_kmh

    @property
    def _owes_speed(self) -> bool:
        return self._wanted_kmh - self.speed_kmh > LEAST_KMH - _NOTHING

    def _may_make_good(self, elapsed_s: float) -> bool:
        owed_percent = self._wanted_percent - self.inclination_percent
        owes = self._owes_speed or owed_percent > LEAST_PERCENT - _NOTHING
        apart = elapsed_s >= self._last_s + MADE_GOOD_APART_S
        return owes and apart and not self._doubted and not self.pending and self._level(elapsed_s)

    def _level(self, elapsed_s: float) -> bool:
        """True if the plan's speed stays for ten seconds, and no slope changes near them."""
        plan_kmh = self.plan.at(elapsed_s).speed_kmh
        ahead = (self.plan.at(elapsed_s + after_s) for after_s in (ANNOUNCE_S, 2 * ANNOUNCE_S))
        return all(step.speed_kmh == plan_kmh for step in ahead) and self._same_slope(elapsed_s)

    def _same_slope(self, elapsed_s: float) -> bool:
        """True if no slope changes from 30 s before a rise that is asked for now to 30 s after."""
        from_s, to_s = elapsed_s - SLOPE_APART_S, elapsed_s + ANNOUNCE_S + SLOPE_APART_S
        near = [one for one in self.plan.steps if one.start_s <= to_s and one.end_s > from_s]
        planned = len({one.inclination_percent for one in near}) <= 1
        return planned and self._steeper_s <= from_s

    def _rise(self, step: Step, elapsed_s: float) -> None:
        """As much as was announced: what was refused before is not made up for."""
        self._open, self._last_s = None, elapsed_s
        if self._makes_good:
            self._make_good(elapsed_s)
            return
        before = self._before(step)
        faster_kmh = max(0.0, step.speed_kmh - before.speed_kmh)
        steeper = max(0.0, step.inclination_percent - before.inclination_percent)
        if steeper:
            self._steeper_s = elapsed_s
        self.speed_kmh += faster_kmh
        self.inclination_percent += steeper
        self._wanted_kmh += faster_kmh
        self._wanted_percent += steeper

    def _make_good(self, elapsed_s: float) -> None:
        """A part of what is owed, the speed before the slope."""
        if self._owes_speed:
            self.speed_kmh = min(self._wanted_kmh, self.speed_kmh + MOST_KMH)
            return
        self._steeper_s = elapsed_s
        most_percent = self.inclination_percent + MOST_PERCENT
        self.inclination_percent = min(self._wanted_percent, most_percent)

    def _before(self, step: Step) -> Step:
        return self.plan.at(step.start_s - _INSTANT_S)
