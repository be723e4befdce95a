"""The one way to the belt: nothing else holds a driver.

A stop goes `press -> Guard.stop -> Driver.stop -> write` and asks nobody. Everything else asks the
supervisor first. The guard reads the clock, the supervisor decides, the driver moves the bytes.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from treadctl.drivers import Driver, Listener
from treadctl.model import (
    Answer,
    Command,
    Event,
    Limits,
    Machine,
    Notice,
    Outcome,
    StopCause,
    Telemetry,
)
from treadctl.safety.changes import Changes
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.link import Link
from treadctl.safety.orders import TICK_S, Orders
from treadctl.safety.phase import Phase
from treadctl.safety.pulse import Pulse
from treadctl.safety.repeat import Repeat
from treadctl.safety.supervisor import Supervisor
from treadctl.safety.teller import Teller
from treadctl.tasks import finish

log = logging.getLogger(__name__)

CLOSE_LIMIT_S = 30.0


class Guard:
    """Guards one belt for as long as the program runs. Implements `Listener` for its driver.

    `on_time` is called at each tick of the clock that did not come late, `on_alarm` when a belt
    does not stop in time.
    """

    def __init__(  # noqa: PLR0913 - each is one neighbour
        self,
        open_driver: Callable[[Listener], Driver],
        supervisor: Supervisor,
        latch: LatchKeeper,
        post: Callable[[Event], None],
        on_time: Callable[[], None] = lambda: None,
        *,
        on_alarm: Callable[[], None] = lambda: None,
    ) -> None:
        self.supervisor = supervisor
        self._latch = latch
        self._teller = Teller(post)
        self._say = self._teller.say
        self._changes = Changes(supervisor, self._say)
        self._on_time, self._on_alarm = on_time, on_alarm
        self._loop = asyncio.get_running_loop()
        self._link = Link(lambda: open_driver(self), supervisor, self._link_lost)
        self._repeat = Repeat(supervisor, self._link)
        self._pulse = Pulse()
        self._orders = Orders(
            supervisor, self._link, latch, self._teller, self._pulse, stop=self.stop
        )
        self._told = asyncio.Event()

    # -- stopping ---------------------------------------------------------------------------

    def stop(self, cause: StopCause) -> None:
        """Stop the belt now: never refused, never queued, never waiting for an older answer.

        The write comes first; the rules and the board learn of it behind it, a turn later. What
        is sent in between is refused by the driver.
        """
        driver = self._link.driver
        if driver is None:
            self._stop_asked(cause, self._loop.time())
            return
        driver.stop()
        self._loop.call_soon(self._stop_asked, cause, self._loop.time())

    def _stop_asked(self, cause: StopCause, at: float) -> None:
        self._teller.hold()
        self.supervisor.stop(cause, at)
        speed_kmh = self.supervisor.known.speed_kmh
        self._say("stop_requested", at=at, cause=cause.value, speed_kmh=speed_kmh)
        self._changes.look(at)
        self._repeat.begin()
        self._pulse.beat()

    # -- asking -----------------------------------------------------------------------------

    async def start(self, limits: Limits) -> Outcome:
        """Start the belt at its lowest speed; return once it was measured moving, or was not.

        Raises Refused, with the reason for the screen, if a rule says no: nothing was written.
        """
        return await self._orders.start(limits)

    def level(self) -> None:
        """Bring the deck to 0 %: one write, soon, while the belt stands. Moves no belt.

        Raises Refused, with the reason for the screen, if a rule says no. What comes of it is told
        as it shows; it is not tried again.
        """
        self.supervisor.level(self._loop.time())
        self._say("levelling", inclination_percent=self.supervisor.known.inclination_percent)

    def aim(self, command: Command) -> None:
        """Ask for a speed or an inclination; it is approached in the tier's steps.

        Raises Refused unless a walk is on. Never starts a belt.
        """
        self.supervisor.aim(command, self._loop.time())

    def go_on(self) -> None:
        """The walker is well after a lost link came back: the plan may go on."""
        self.supervisor.go_on()
        self._say("went_on")

    def screen_alive(self) -> None:
        """The page that can stop the belt showed that its input still works."""
        self.supervisor.stop_input.screen_alive(self._loop.time())

    def acknowledge(self) -> None:
        """A person confirmed the latched stop. Raises Refused before the belt stood for 3 s."""
        self.supervisor.acknowledge(self._loop.time())
        self._changes.look(self._loop.time())
        self._say("acknowledged")
        self._pulse.beat()

    async def stands(self) -> None:
        """Return once the belt is measured standing, and fresh."""
        await self._pulse.until(lambda: self.supervisor.known.stands(self._loop.time()))

    async def record(self, within_s: float) -> None:
        """Return as soon as the machine has told something of the belt, but no later than that."""
        self._told.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._told.wait()

    # -- serving ----------------------------------------------------------------------------

    async def serve(self) -> None:
        """Keep the belt guarded until cancelled; then stop it before going."""
        async with asyncio.TaskGroup() as link:
            connection = link.create_task(self._link.keep(), name="connection")
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._watch_clock(), name="clock")
                    tasks.create_task(self._orders.keep_up(), name="drive")
                    tasks.create_task(self._latch.keep(self.supervisor), name="latch")
            finally:
                await finish(self.close(), within_s=CLOSE_LIMIT_S)
                connection.cancel()

    async def close(self) -> None:
        """Stop a belt that we set in motion; wait until it stands or the alarm is up, and save."""
        if self.supervisor.driving:
            self.stop(StopCause.SHUTDOWN)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        while self.supervisor.phase is Phase.STOPPING and self.supervisor.stopping.alarm is None:
            if not self.supervisor.may_be_moving:
                break
            await asyncio.sleep(TICK_S)
            self._check_stop(self._loop.time())
        await self._latch.save(self.supervisor)

    def _link_lost(self, why: str) -> None:
        if self.supervisor.known.linked or self.supervisor.known.lost_at is None:
            log.warning("%s", why)
            self._say("link_lost", reason=why)
        self.supervisor.lost(self._loop.time())
        self._pulse.beat()

    async def _watch_clock(self) -> None:
        while True:
            due = self._loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            now = self._loop.time()
            self._act_on(self.supervisor.tick(now))
            self._check_stop(now)
            self._changes.look(now)
            self._pulse.beat()
            if now - due < TICK_S:
                self._on_time()

    def _check_stop(self, now: float) -> None:
        if self.supervisor.alarm_due(now):
            self._on_alarm()
            log.critical("%s", self.supervisor.stopping.alarm)
            cause = self.supervisor.stopping.cause or StopCause.NOT_STOPPING
            self._say("alarm", cause=cause.value, words=self.supervisor.stopping.alarm)
            self._changes.look(now)

    # -- Listener ---------------------------------------------------------------------------

    def ready(self, machine: Machine) -> None:
        self._act_on(self.supervisor.connected(machine, self._loop.time()))
        back = self.supervisor.asks_to_go_on
        self._say("link_back" if back else "connected", machine=machine.name)

    def heard(self, telemetry: Telemetry) -> None:
        cause = self.supervisor.heard(telemetry)
        self._told.set()
        self._changes.look(telemetry.at)
        self._act_on(cause)
        self._pulse.beat()

    def noticed(self, notice: Notice) -> None:
        now = self._loop.time()
        self._act_on(self.supervisor.noticed(notice, now))
        self._changes.look(now)
        self._pulse.beat()

    def stop_written(self, at: float) -> None:
        self.supervisor.stopping.written(at)
        self._teller.tell(Event(at, "stop_written"))
        self._teller.release()

    def stop_answered(self, answer: Answer) -> None:
        self.supervisor.stopping.answered(answer)
        if answer is not Answer.ACCEPTED:
            self._say("stop_answered", answer=answer.value)

    # -- small things -----------------------------------------------------------------------

    def _act_on(self, cause: StopCause | None) -> None:
        if cause is not None:
            self.stop(cause)
