"""What should this person do now? Pure: `now` is an argument, acts are returned.

The session asks for levels and words; it holds no driver, reads no clock and cannot move a belt.
Silence only ever slows it: a question that nobody answers is repeated, then slows, then stops.
"""

from enum import StrEnum

from treadctl.model import StopCause
from treadctl.session.acts import Act, Aim, Ask, End, Say, StartBelt
from treadctl.session.check_in import QUESTION, Comfort, Silence, Verdict
from treadctl.session.check_ins import CheckIns
from treadctl.session.cues import Countdown, Posture
from treadctl.session.plan import Plan
from treadctl.session.rises import ANNOUNCE_S, Rises
from treadctl.session.talk import Talk

STEP_ON_LIMIT_S = 60.0
COOL_DOWN_S, COOL_DOWN_KMH = 120.0, 1.5
RED_COOL_DOWN_S, SLOWEST_KMH = 60.0, 1.0


class Stage(StrEnum):
    """Where a walk is."""

    COUNTDOWN = "countdown"
    STARTING = "starting"
    STEPPING_ON = "stepping_on"
    WALKING = "walking"
    COOLING_DOWN = "cooling_down"
    OVER = "over"


class Session:
    """One walk, from the walker's Start at `now` to its end."""

    def __init__(
        self,
        plan: Plan,
        now: float,
        *,
        tap_for_each_rise: bool,
        posture_prompts: tuple[str, ...] = (),
        start_pain: int | None = None,
    ) -> None:
        self.plan = plan
        self.stage = Stage.COUNTDOWN
        self._stage_at = now
        self._countdown = Countdown(now)
        self._posture = Posture(posture_prompts, plan.duration_s)
        self._walks_from = self._walked_s = 0.0
        self._check_ins = CheckIns(list(plan.check_ins_s), Comfort(start_pain))
        self._talk = Talk(plan)
        self._cool_down = (COOL_DOWN_S, COOL_DOWN_KMH)
        first = plan.steps[0]
        self._rises = Rises(plan, tap_for_each_rise, first.speed_kmh, first.inclination_percent)

    @property
    def question(self) -> str | None:
        """What the walker is asked now. Pain comes before a rise: doubt never raises a speed."""
        match self.stage:
            case Stage.STEPPING_ON:
                return "on"
            case Stage.WALKING if self._check_ins.asking:
                return "pain"
            case Stage.WALKING if self._rises.asking:
                return "rise"
            case Stage.WALKING if self._talk.asking:
                return "talk"
        return None

    def commanded(self, speed_kmh: float, inclination_percent: float | None) -> None:
        """What the belt was last asked for. To hold, or to slow, starts from there."""
        self._rises.reached_kmh = speed_kmh
        if inclination_percent is not None:
            self._rises.reached_percent = inclination_percent

    def belt_moves(self, now: float) -> list[Act]:
        """The belt was measured moving for the first time."""
        self._enter(Stage.STEPPING_ON, now)
        return [Ask("on", "Hold the rails. Step on when ready.")]

    def reply(
        self,
        question: str,
        now: float,
        *,
        yes: bool,
        pain: int | None = None,
        more: bool | None = None,
    ) -> list[Act]:
        """The walker answered. An answer to a question that is not asked changes nothing, and
        neither does one about pain that says neither a number nor whether it is more.
        """
        if question != self.question:
            return []
        match question:
            case "on" if yes:
                self._enter(Stage.WALKING, now)
                self._walks_from = now + ANNOUNCE_S
                return [Say("A little faster in five.", "rise_announced")]
            case "on":
                return [End(StopCause.USER)]
            case "rise":
                self._rises.answer(yes)
            case "talk":
                self._talk.closed()
                return [] if yes else self._stay()
            case "pain":
                return self._answer(self._check_ins.answered(pain=pain, more=more), now)
        return []

    def doubts(self, now: float, *, doubt: bool) -> None:
        """May nothing get faster now? A rise under way ends there, and is offered again later."""
        if not doubt:
            self._rises.sure()
        elif self.elapsed_s(now) > 0:
            self._rises.settle()

    def slower(self) -> list[Act]:
        """A lower level, at once, that stays."""
        if self.stage not in (Stage.WALKING, Stage.COOLING_DOWN):
            return []
        self._rises.lower()
        return [Say("Slower. It stays like this.", "slower")]

    def may_go_faster(self, now: float) -> bool:
        """True where the walker may ask for a little more: below the plan, and nothing hurts."""
        free = self.stage is Stage.WALKING and self.question is None and not self.plan.calm
        return free and now >= self._walks_from and self._rises.may_go_faster(self.elapsed_s(now))

    def faster(self, now: float) -> list[Act]:
        """A little faster, announced as every rise is; nothing where that may not be."""
        return self._rises.faster(self.elapsed_s(now)) if self.may_go_faster(now) else []

    def finish(self, now: float) -> list[Act]:
        """The cool-down now, no longer than the walk had left. Asking twice does not shorten it."""
        if self.stage in (Stage.COUNTDOWN, Stage.STARTING, Stage.STEPPING_ON):
            return [End(StopCause.USER)]
        if self.stage is not Stage.WALKING:
            return []
        self._cool_down = (min(COOL_DOWN_S, self.remaining_s(now)), COOL_DOWN_KMH)
        self._enter(Stage.COOLING_DOWN, now)
        self._rises.hold_for_good()
        return [Say("Slowing down to finish. Well done.", "cool_down")]

    def over(self, now: float) -> None:
        """The belt was stopped, or never started. Nothing is asked or due any more."""
        self._walked_s = self.elapsed_s(now)
        self._enter(Stage.OVER, now)

    def tick(self, now: float) -> list[Act]:
        """What is due at `now`."""
        match self.stage:
            case Stage.COUNTDOWN:
                return self._count_down(now)
            case Stage.STEPPING_ON if now - self._stage_at >= STEP_ON_LIMIT_S:
                return [End(StopCause.NO_ANSWER)]
            case Stage.WALKING:
                return self._walk(now)
            case Stage.COOLING_DOWN:
                return self._cool(now)
        return []

    def elapsed_s(self, now: float) -> float:
        """Seconds of the plan walked; 0 before the walker stepped on."""
        if self.stage is Stage.OVER:
            return self._walked_s
        if self.stage not in (Stage.WALKING, Stage.COOLING_DOWN):
            return 0.0
        return min(max(0.0, now - self._walks_from), self.plan.duration_s)

    def remaining_s(self, now: float) -> float:
        """Seconds still to walk, the cool-down included."""
        if self.stage is Stage.OVER:
            return 0.0
        if self.stage is Stage.COOLING_DOWN:
            return max(0.0, self._cool_down[0] - (now - self._stage_at))
        return self.plan.duration_s - self.elapsed_s(now)

    def countdown_s(self, now: float) -> int:
        """Whole seconds until the belt starts."""
        return self._countdown.left_s(now)

    def segment(self, now: float) -> str:
        """The name of the stretch under way."""
        cooling = self.stage is Stage.COOLING_DOWN
        return "cool" if cooling else self.plan.at(self.elapsed_s(now)).name

    # -- the stages -------------------------------------------------------------------------

    def _count_down(self, now: float) -> list[Act]:
        if self._countdown.left_s(now) > 0:
            return self._countdown.tick(now)
        self._enter(Stage.STARTING, now)
        return [Say("Stand on the side rails and hold on.", "belt_starts"), StartBelt()]

    def _walk(self, now: float) -> list[Act]:
        elapsed_s = now - self._walks_from
        if elapsed_s < 0:
            return []
        if elapsed_s >= self.plan.duration_s - 1e-6:
            return self._end(now)
        acts = [*self._posture.tick(elapsed_s), *self._check_ins.tick(elapsed_s, now)]
        may_rise = not self._check_ins.asking
        if may_rise and not self._check_ins.due_by(elapsed_s + ANNOUNCE_S):
            acts += self._rises.tick(elapsed_s)  # said once, behind the answer
        acts += self._talk.tick(elapsed_s, may_ask=may_rise and not self._rises.pending)
        acts += self._silence(now)
        return [*acts, Aim(*self._rises.target(elapsed_s, may_rise=may_rise))]

    def _cool(self, now: float) -> list[Act]:
        cool_s, cool_kmh = self._cool_down
        if now - self._stage_at >= cool_s - 1e-6:
            return self._end(now)
        return [Aim(min(cool_kmh, self._rises.speed_kmh), 0.0)]

    def _end(self, now: float) -> list[Act]:
        self.over(now)
        return [Say("Hold the rails until the belt has stopped."), End(StopCause.FINISHED)]

    def _silence(self, now: float) -> list[Act]:
        match self._check_ins.silence(now):
            case Silence.REPEAT:
                return [Say(QUESTION, "repeated")]
            case Silence.SLOW:
                self._rises.hold_for_good()
                self._rises.speed_kmh = min(self._rises.speed_kmh, SLOWEST_KMH)
                return [Say("Slowing down, because there is no answer.", "slower")]
            case Silence.STOP:
                return [End(StopCause.NO_ANSWER)]
        return []

    def _stay(self) -> list[Act]:
        self._rises.hold_for_good()
        return [Say("We stay at this level. Tap Slower for less.", "held")]

    def _answer(self, verdict: Verdict | None, now: float) -> list[Act]:
        acts: list[Act] = []
        if verdict is Verdict.HOLD:
            acts = self._stay()
        elif verdict is Verdict.FINISH:
            acts = self.finish(now)
            self._cool_down = (min(RED_COOL_DOWN_S, self._cool_down[0]), SLOWEST_KMH)
        return [*acts, *self._rises.announced_again(self.elapsed_s(now))] if verdict else []

    def _enter(self, stage: Stage, now: float) -> None:
        self.stage = stage
        self._stage_at = now
