"""One moment of one belt, and everything that can happen to it, as the guard would pass it on."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.proof.copies import copied
from tests.proof.promises import Judge
from tests.proof.witness import FOREVER_AGO, Witness
from tests.proof.worlds import MACHINE, Topic, World
from treadctl.errors import Refused
from treadctl.model import (
    Answer,
    Command,
    Notice,
    SetTargetInclination,
    StopCause,
    Telemetry,
)
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor

LEVEL = SetTargetInclination(0.0)


class Scene:
    """The rules, a witness, the time, and the command whose answer is awaited.

    `repeats`: the machine tells what it told before, its clock stands. `percent`: where its deck
    is, as far as it tells that.
    """

    def __init__(self, world: World, rules: Supervisor, judge: Judge) -> None:
        self.world, self.rules, self.judge = world, rules, judge
        self.seen = Witness(world, latched=world.found)
        self.now = 64.0
        self.pending: Command | None = None
        self.clock = 0
        self.repeats = False
        self.percent = 0.0

    def copy(self) -> "Scene":
        """This moment a second time."""
        scene = Scene.__new__(Scene)
        scene.world, scene.judge, scene.repeats = self.world, self.judge, False
        one: dict[int, Any] = {}
        scene.rules, scene.seen = copied(self.rules, one), copied(self.seen, one)
        scene.now, scene.pending, scene.clock = self.now, self.pending, self.clock
        scene.percent = self.percent
        return scene

    # -- what the guard does ----------------------------------------------------------------

    def stop(self, cause: StopCause) -> None:
        """A stop is asked for."""
        before, again = self.rules.stopping.stops, self.rules.phase is Phase.STOPPING
        self.rules.stop(cause, self.now)
        self.seen.stopped(cause, self.now, again=again)
        self.judge.look("stop", self, before)

    def tick(self) -> None:
        """The guard's clock looks."""
        cause = self.rules.tick(self.now)
        self.judge.look("tick", self, cause)
        self._act_on(cause)
        if self.rules.alarm_due(self.now):
            self.seen.alarm()
            self.judge.causes[StopCause.NOT_STOPPING] += 1
            self.judge.look("alarm", self)
        self.judge.look("clock", self)

    def start(self) -> None:
        """A person taps start."""
        with suppress(Refused):
            plan = self.rules.permit_start(self.world.limits, self.now)
            self.judge.look("start", self)
            self.rules.started(plan, self.now)
            self.seen.started(plan.speed_kmh, plan.inclination_percent or 0.0, self.now)

    def take(self) -> None:
        """The guard asks for the next write."""
        if self.pending is not None:
            return
        command = self.rules.next_command(self.now)
        if command is None:
            return
        self.pending = command
        if command == LEVEL and not self.seen.walking:
            self.judge.look("deck", self)
            self.seen.deck.written()
            return
        self.seen.wrote(command, self.now)
        self.judge.look("command", self, command)

    def answer(self, answer: Answer) -> None:
        """The machine answers the write under way, or its time is over."""
        command, self.pending = self.pending, None
        if command is not None:
            self.rules.answered(command, answer, self.now)
            if self.seen.deck.awaited:
                self.seen.deck.answered(answer)
            else:
                self.seen.answered(answer)

    def level(self) -> None:
        """A person taps for a level deck."""
        with suppress(Refused):
            self.rules.level(self.now)
            self.judge.look("level", self)
            self.seen.deck.tapped(self.now)

    def aim(self, command: Command) -> None:
        """The session wishes."""
        with suppress(Refused):
            self.rules.aim(command, self.now)

    def acknowledge(self) -> None:
        """A person says that they looked at the belt."""
        with suppress(Refused):
            self.rules.acknowledge(self.now)
            self.judge.look("acknowledge", self)
            self.seen.latched, self.seen.acknowledged_at = None, self.now

    def go_on(self) -> None:
        """The walker says that they are well."""
        self.rules.go_on()
        self.seen.returned_at = None

    def repeat_stop(self, answer: Answer) -> None:
        """The guard's timer says the stop again, if it is time."""
        if self.rules.stopping.due(self.now) and self.seen.lost_at is None:
            self.rules.stopping.written(self.now)
            self.rules.stopping.answered(answer)

    # -- what befalls -----------------------------------------------------------------------

    def hear(self, speed_kmh: float | None) -> None:
        """One record comes, a period later if the last one came just now."""
        if self.seen.heard_at == self.now:
            self.now += self.world.period_s
        self.receive(speed_kmh)
        self.tick()

    def tilt(self, percent: float) -> None:
        """The deck is there now, and a record tells so."""
        self.percent = percent
        self.hear(self.rules.known.speed_kmh)

    def receive(self, speed_kmh: float | None) -> None:
        """One record comes now."""
        clock = None
        if self.world.has(Topic.COUNTERS):
            self.clock += not self.repeats
            clock = self.clock
        believed, phase = self.rules.known.records, self.rules.phase
        percent = self.percent if self.world.has(Topic.DECK) else None
        record = Telemetry(
            self.now, speed_kmh=speed_kmh, elapsed_s=clock, inclination_percent=percent
        )
        cause = self.rules.heard(record)
        if self.rules.known.records > believed:
            self.seen.deck.heard(percent)
        if speed_kmh is not None and self.rules.known.records > believed:
            self.seen.heard(speed_kmh, self.now)
            if phase in (Phase.STARTING, Phase.WALKING) and self.rules.phase is Phase.WALKING:
                self.judge.look("record", self, cause)
        self._act_on(cause)

    def notice(self, notice: Notice) -> None:
        """The machine says something of itself."""
        self._act_on(self.rules.noticed(notice, self.now))

    def lose(self) -> None:
        """The link ends."""
        self.rules.lost(self.now)
        self.seen.lost(self.now)

    def connect(self) -> None:
        """The machine is described and heard."""
        if not self.rules.known.linked:
            self.seen.connected(self.now)
            self._act_on(self.rules.connected(MACHINE, self.now))

    def page(self) -> None:
        """The page shows that its input works."""
        self.rules.stop_input.screen_alive(self.now)
        self.seen.page_at, self.seen.walk_has_page = self.now, True

    def heart(self, bpm: int | None) -> None:
        """The strap tells a rate."""
        self.rules.heart.heard(bpm, self.now)
        self.seen.heart(bpm, self.now)

    def press(self) -> None:
        """The wired button goes down: what `Inputs.button_pressed` does."""
        stands = self.rules.idle_and_standing(self.now)
        self.stop(StopCause.BUTTON_TEST if stands else StopCause.PAIN)
        self.rules.stop_input.pressed(as_test=stands)
        self.seen.held, self.seen.is_test, self.seen.tested_at = True, stands, FOREVER_AGO

    def release(self) -> None:
        """It comes up again."""
        self.rules.stop_input.released(self.now)
        if self.seen.held and self.seen.is_test:
            self.seen.tested_at = self.now
        self.seen.held = False

    def lose_button(self) -> None:
        """It cannot be read: what `Inputs.button_lost` does."""
        if self.rules.driving:
            self.stop(StopCause.BUTTON_LOST)
        self.rules.stop_input.gone("It is gone.")
        self.seen.missing, self.seen.held, self.seen.tested_at = True, False, FOREVER_AGO

    def find_button(self) -> None:
        """It is there again."""
        self.rules.stop_input.found()
        self.seen.missing = False

    # -- time -------------------------------------------------------------------------------

    def wait(self, until: float, sources: tuple[Callable[["Scene"], None], ...]) -> None:
        """Let time pass, while each of `sources` tells something each period."""
        stops, period_s = self.rules.stopping.stops, self.world.period_s
        while sources and self.now + period_s < until - 1e-6:
            self.now += period_s
            self._pass(sources)
            if self.rules.stopping.stops > stops:
                return
        self.now = until
        self._pass(sources)

    def _pass(self, sources: tuple[Callable[["Scene"], None], ...]) -> None:
        for source in sources:
            source(self)
        self.tick()

    def _act_on(self, cause: StopCause | None) -> None:
        if self.rules.phase is Phase.CONSOLE:
            self.seen.walking = False
        if cause is not None:
            self.judge.causes[cause] += 1
            self.stop(cause)
