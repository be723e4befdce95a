"""One empty belt on trial: moved by its guard like any other, and measured.

Every wait here ends at once when something is wrong: the alarm, a lost link, a stop by a rule.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from treadctl.cli.commission.failures import COUNTS_IN_MILES, NOT_OURS, NotCommissioned
from treadctl.cli.commission.overheard import not_by_hand, said
from treadctl.errors import Refused
from treadctl.model import (
    DECK_NOT_LEVEL,
    STOP_TABLE,
    Command,
    Confirmed,
    Event,
    Limits,
    Machine,
    NoticeKind,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
)
from treadctl.safety.guard import Guard
from treadctl.safety.known import ZEROS_TO_STAND
from treadctl.safety.limits import TIERS
from treadctl.safety.lockout import STAND_BEFORE_ACKNOWLEDGE_S

T = TypeVar("T")

LOOK_S = 0.05
CONNECT_LIMIT_S, STAND_LIMIT_S, CONSOLE_LIMIT_S = 30.0, 60.0, 180.0
ANSWER_LIMIT_S = 120.0  # a belt is not left running for longer than that
START_LIMIT_S, REACH_LIMIT_S, DECK_LIMIT_S, DECK_SETTLE_S = 10.0, 60.0, 120.0, 20.0
STEADY_S, STEADY_KMH = 2.0, 0.15
NEAR_KMH, NEAR_PERCENT = 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop as it was measured, from the asking to the standing belt.

    `names_user`: the machine said behind it that its user did it.
    """

    from_kmh: float
    took_s: float
    names_user: bool = False


class Trial:
    """Moves one belt, within tier A. `told` grows with what happens at its guard, and with what
    is overheard of its machine.

    Whatever goes wrong is NotCommissioned, or Refused by a rule.
    """

    def __init__(self, guard: Guard, told: Sequence[Event]) -> None:
        self._guard, self._rules, self._told = guard, guard.supervisor, told
        self._loop = asyncio.get_running_loop()
        self._drives = False
        self._steady_from = 0  # in `told`

    async def machine(self) -> Machine:
        """Return the machine once it is connected and tells the speed of its belt."""
        known = self._rules.known
        await self._wait(lambda: known.linked and not known.tells_no_speed, CONNECT_LIMIT_S)
        if known.machine is None or not known.linked:
            said = "The treadmill did not answer. Switch it off and on, then begin again."
            raise NotCommissioned(said)
        if known.tells_no_speed:
            raise NotCommissioned("This treadmill tells no speed, so no walk can be guided on it.")
        return known.machine

    async def stands(self) -> None:
        """Return once the belt is measured standing."""
        said = "The belt moves. Stop it at its console, then begin again."
        await self._until(self._standing, STAND_LIMIT_S, said)

    @property
    def latched(self) -> str | None:
        """The words of the stop that waits to be confirmed."""
        cause = self._rules.latched
        return STOP_TABLE[cause].words if cause else None

    async def acknowledge(self) -> None:
        """A person looked at the belt and says that it stands."""
        known = self._rules.known
        await self._wait(
            lambda: known.stands(self._loop.time(), STAND_BEFORE_ACKNOWLEDGE_S), START_LIMIT_S
        )
        self._guard.acknowledge()

    async def moved_at_console(self) -> float:
        """Return the steady speed of a belt that somebody started at its console."""
        said = "No press at the console appeared here. Is this its address? See `treadctl scan`."
        await self._until(lambda: self.speed_kmh > 0, CONSOLE_LIMIT_S, said)
        return await self._steady("The belt stopped again. Begin again.")

    async def stop(self, seen_kmh: float) -> Stop:
        """Stop a belt that runs at `seen_kmh` by its own stop; one that does not proves nothing.

        Nor does one that was stopped at its console before, or lost its key. Many machines say
        behind any stop that a user did it, so behind ours that tells nothing.
        """
        self._check()
        not_by_hand(self._told[self._steady_from :], NoticeKind.STOPPED_BY_USER)
        if abs(self.speed_kmh - seen_kmh) > NEAR_KMH:
            raise NotCommissioned(NOT_OURS)
        self._drives = False
        from_kmh, asked_at = self.speed_kmh, self._loop.time()
        self._guard.stop(StopCause.USER)
        await asyncio.sleep(LOOK_S)  # the rules learn of a stop behind it
        await self._until(self._standing, STAND_LIMIT_S, STOP_TABLE[StopCause.NOT_STOPPING].words)
        not_by_hand(self._told[self._steady_from :], NoticeKind.STOPPED_BY_SAFETY_KEY)
        stood_at = self._rules.known.standing_since or self._loop.time()
        told_later_s = (ZEROS_TO_STAND - 1) * self.period_s
        names_user = said(self._told[self._steady_from :], NoticeKind.STOPPED_BY_USER)
        return Stop(from_kmh, max(LOOK_S, stood_at - asked_at - told_later_s), names_user)

    async def start(self) -> None:
        """Start the belt at its lowest speed."""
        limits = TIERS["A"]
        await self._wait(lambda: self._permits(limits), START_LIMIT_S)
        try:
            outcome = await self._guard.start(limits)
        except Refused as error:
            if str(error) != DECK_NOT_LEVEL:
                raise
            said = "The deck is not level. Level it at its console, then begin again."
            raise NotCommissioned(said) from error
        if not isinstance(outcome, Confirmed):
            raise NotCommissioned(outcome.reason)
        self._drives = True

    async def reach(self, speed_kmh: float) -> float:
        """Let the belt come to this speed, or the grid's next below it; return the steady speed."""
        self._aim(SetTargetSpeed(speed_kmh))
        said = "The belt does not follow its target. Look at what its console shows."
        await self._until(self._follows, REACH_LIMIT_S, said)
        return await self._steady(said)

    async def tilt(self, percent: float) -> bool:
        """Send the deck there; False where it tells that it did not arrive."""
        self._aim(SetTargetInclination(percent))
        await self._wait(self._all_slope_asked, DECK_LIMIT_S)
        return await self._wait(lambda: self._is_tilted(percent), DECK_SETTLE_S) or (
            not self.tells_inclination
        )

    async def meanwhile(self, answer: Awaitable[T]) -> T:
        """Return the answer to a question, or raise what goes wrong before it comes."""
        asking = asyncio.ensure_future(answer)
        try:
            said = "Nobody answered, so the belt was stopped."
            await self._until(asking.done, ANSWER_LIMIT_S, said)
            return asking.result()
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    @property
    def speed_kmh(self) -> float:
        """The speed measured last; 0 where there is none."""
        return self._rules.known.speed_kmh or 0.0

    @property
    def period_s(self) -> float:
        """How often the machine tells of its belt."""
        return self._rules.known.freshness.period_s

    @property
    def tells_inclination(self) -> bool:
        """True for a machine that says how steep its deck is."""
        return self._rules.known.inclination_percent is not None

    def _aim(self, command: Command) -> None:
        self._check()
        self._guard.aim(command)

    def _standing(self) -> bool:
        return self._rules.known.stands(self._loop.time())

    def _permits(self, limits: Limits) -> bool:
        try:
            self._rules.permit_start(limits, self._loop.time())
        except Refused:
            return False
        return True

    def _follows(self) -> bool:
        targets = self._rules.targets
        if targets is None or targets.speed.commanded != targets.speed.goal:
            return False
        return abs(self.speed_kmh - targets.speed_kmh) <= NEAR_KMH

    def _all_slope_asked(self) -> bool:
        targets = self._rules.targets
        return targets is not None and targets.inclination.commanded == targets.inclination.goal

    def _is_tilted(self, percent: float) -> bool:
        told = self._rules.known.inclination_percent
        return told is not None and abs(told - percent) <= NEAR_PERCENT

    async def _steady(self, otherwise: str) -> float:
        began = since = self._loop.time()
        held_kmh, self._steady_from = self.speed_kmh, len(self._told)
        while self._loop.time() - since < STEADY_S + 2 * self.period_s:
            self._check()
            if abs(self.speed_kmh - held_kmh) > STEADY_KMH:
                held_kmh, since = self.speed_kmh, self._loop.time()
                self._steady_from = len(self._told)
            if self._loop.time() - began > REACH_LIMIT_S or self.speed_kmh == 0:
                raise NotCommissioned(otherwise)
            await asyncio.sleep(LOOK_S)
        return self.speed_kmh

    async def _until(self, reached: Callable[[], bool], within_s: float, otherwise: str) -> None:
        if not await self._wait(reached, within_s):
            raise NotCommissioned(otherwise)

    async def _wait(self, reached: Callable[[], bool], within_s: float) -> bool:
        deadline = self._loop.time() + within_s
        while not reached():
            self._check()
            if self._loop.time() > deadline:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    def _check(self) -> None:
        """Raise what is wrong, if anything is."""
        if self._rules.stopping.alarm is not None:
            raise NotCommissioned(STOP_TABLE[StopCause.NOT_STOPPING].words)
        if not self._rules.known.linked:
            lost = [one for one in self._told if one.event == "link_lost"]
            if lost:
                raise NotCommissioned(str(lost[-1].data["reason"]))
        if self._drives and not self._rules.driving:
            raise NotCommissioned(self._why_stopped())

    def _why_stopped(self) -> str:
        cause = self._rules.stopping.cause
        if cause is StopCause.UNIT_MISMATCH:
            return COUNTS_IN_MILES
        return STOP_TABLE[cause].words if cause else "Somebody changed the speed at the console."
