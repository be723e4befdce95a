"""One walk, carried out: the session says what it wants, and the guard is asked for it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from treadctl.board.requests import Reply
from treadctl.errors import Refused
from treadctl.model import (
    Confirmed,
    Event,
    Rejected,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
    Unknown,
)
from treadctl.safety.guard import Guard
from treadctl.safety.phase import Phase
from treadctl.session.acts import Act, Aim, Ask, End, Say, StartBelt
from treadctl.session.questions import Questions
from treadctl.session.session import Session, Stage

TICK_S = 0.25
SETTLE_AFTER_S = 2.0  # a rise that had to wait longer is not made good without a word
ANNOUNCED_FOR_S = 10.0  # five until a rise, and most of its way
NOTHING_TOLD: Mapping[str, object] = MappingProxyType({})


class Walk:
    """The shell round one session. It asks the guard and never holds a driver.

    `told_at_start` goes into the event `started`, but for what is None.
    """

    def __init__(  # noqa: PLR0913 - each is one part of a walk
        self,
        session: Session,
        guard: Guard,
        post: Callable[[Event], None],
        questions: Questions,
        *,
        title: str,
        told_at_start: Mapping[str, object] = NOTHING_TOLD,
    ) -> None:
        self.session = session
        self.title = title
        self.prompt: str | None = None
        self.refusal: str | None = None
        self._guard = guard
        self._post = post
        self._questions = questions
        self._told_at_start = told_at_start
        self._loop = asyncio.get_running_loop()
        self._stops_before = guard.supervisor.stopping.stops
        self._doubt_since: float | None = None
        self._fasters = Questions()
        self._asked: str | None = None
        self._stays_until = 0.0

    @property
    def question(self) -> str | None:
        """What the walker is asked now. A link that came back is asked about first."""
        waits = self._guard.supervisor.asks_to_go_on
        return "go_on" if waits else self.session.question

    @property
    def question_id(self) -> int | None:
        """The number of this question: no other one has it, ever. None while nothing is asked."""
        return self._questions.number(self.question)

    async def run(self) -> None:
        """Walk to the end: until the session is over, or the belt was stopped for any cause."""
        self._say("started", profile=self.session.plan.profile, **self._told_at_start)
        async with asyncio.TaskGroup() as tasks:
            while not self._stopped():
                for act in self.session.tick(self._look()):
                    if isinstance(act, StartBelt):
                        self._say_first_speed()
                        tasks.create_task(self._start(), name="start")
                    else:
                        self._carry_out(act)
                if self._questions.number(self.question) is None:  # a number never comes back
                    self._forget_question()
                await asyncio.sleep(TICK_S)
        self.session.over(self._loop.time())

    def reply(self, answer: Reply) -> None:
        """The walker answered. Raises Refused if that is not what is asked now, or once stopped."""
        question = answer.question
        asked = answer.question_id == self.question_id and question == self.question
        if not asked or self._stopped():
            raise Refused("That question is no longer on the screen. Answer what it shows.")
        self._questions.closed()
        self.prompt = None
        if question == "go_on":
            self._go_on(answer.yes)
            return
        if question == "talk":
            self._say("talk_answered", yes=answer.yes)
        if question == "pain":
            self._say("check_in_answered", pain=answer.pain, more=answer.more)
        now = self._look()
        acts = self.session.reply(question, now, yes=answer.yes, pain=answer.pain, more=answer.more)
        self._all(acts)

    def slower(self) -> None:
        """A lower level, at once, that stays."""
        self._look()
        self._all([] if self._stopped() else self.session.slower())

    @property
    def faster_id(self) -> int | None:
        """The number under which a little more may be asked for; None while it may not."""
        now = self._loop.time()
        rules = self._guard.supervisor
        sure = rules.may_rise(now) and not self._stopped()
        return self._fasters.number("faster" if sure and self.session.may_go_faster(now) else None)

    def faster(self, faster_id: int) -> None:
        """A little faster, in five seconds. Raises Refused unless that is on the screen now."""
        now = self._look()
        if faster_id != self.faster_id:
            raise Refused("Not faster now. Look at the screen.")
        self._fasters.closed()
        self._all(self.session.faster(now))

    def finish(self) -> None:
        """The cool-down now."""
        now = self._look()
        self._all([] if self._stopped() else self.session.finish(now))

    def _forget_question(self) -> None:
        """What is no longer asked, or was announced and has come, is no longer on the screen."""
        if self.prompt == self._asked and self._loop.time() >= self._stays_until:
            self.prompt = self._asked = None

    def _go_on(self, yes: bool) -> None:
        if yes:
            self._guard.go_on()
        else:
            self._guard.stop(StopCause.USER)

    def _say_first_speed(self) -> None:
        """A machine may not be able to start as slowly as it should: the walker is told."""
        lowest_kmh = self._guard.supervisor.known.minimum_kmh
        if lowest_kmh > self.session.plan.limits.first_speed_kmh:
            self.prompt = f"This treadmill starts at {lowest_kmh:.1f} km/h. Hold the rails."
            self._say("prompt", words=self.prompt)

    async def _start(self) -> None:
        try:
            outcome = await self._guard.start(self.session.plan.limits)
        except Refused as error:
            outcome = Rejected(str(error))
        match outcome:
            case Confirmed():
                self._say("belt_moves")
                self._all(self.session.belt_moves(self._loop.time()))
            case Rejected(reason):
                self._refuse(reason)
            case Unknown(reason):
                self._refuse(reason)
                self._guard.stop(StopCause.NOT_STARTED)

    def _refuse(self, reason: str) -> None:
        self.refusal = self.prompt = reason
        self.session.over(self._loop.time())
        self._say("refused", words=reason)

    def _stopped(self) -> bool:
        if self.session.stage is Stage.OVER:
            return True
        rules = self._guard.supervisor
        return rules.stopping.stops > self._stops_before or rules.phase is Phase.CONSOLE

    def _all(self, acts: list[Act]) -> None:
        for act in acts:
            self._carry_out(act)

    def _carry_out(self, act: Act) -> None:
        match act:
            case Say(words, kind):
                self.prompt = words
                if kind == "rise_announced":
                    self._asked, self._stays_until = words, self._loop.time() + ANNOUNCED_FOR_S
                self._say(kind, words=words)
            case Ask(question, words, needed):
                self._questions.closed()
                self.prompt = self._asked = words
                self._stays_until = 0.0
                if needed:
                    self._say("check_in" if question == "pain" else "asked", question=question)
            case Aim(speed_kmh, inclination_percent):
                self._aim(speed_kmh, inclination_percent)
            case End(cause):
                self._guard.stop(cause)
            case StartBelt():
                pass

    def _look(self) -> float:
        """Tell the session what the belt was last asked for; return the time."""
        targets = self._guard.supervisor.targets
        now = self._loop.time()
        if targets is not None:
            self.session.commanded(targets.speed_kmh, targets.inclination_percent)
            self._settle_in_doubt(now)
        return now

    def _settle_in_doubt(self, now: float) -> None:
        rules = self._guard.supervisor
        if rules.may_rise(now):
            self._doubt_since = None
            self.session.doubts(now, doubt=False)
        elif self._doubt_since is None:
            self._doubt_since = now
        elif now - self._doubt_since > SETTLE_AFTER_S:
            self.session.doubts(now, doubt=True)

    def _aim(self, speed_kmh: float, inclination_percent: float) -> None:
        if self._guard.supervisor.asks_to_go_on:
            return
        with suppress(Refused):  # the belt was stopped in this same turn
            self._guard.aim(SetTargetSpeed(speed_kmh))
            self._guard.aim(SetTargetInclination(inclination_percent))

    def _say(self, event: str, **data: object) -> None:
        """Tell that `event` happens now; what is None in `data` is left out."""
        told = {key: value for key, value in data.items() if value is not None}
        self._post(Event(self._loop.time(), event, told))
