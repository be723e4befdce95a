"""What is written to a belt and is no stop: Start, and a walk's next speed and inclination."""

import asyncio
import logging
from collections.abc import Callable

from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, Confirmed, Limits, Outcome, Rejected, Start, StopCause, Unknown
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.link import Link
from treadctl.safety.phase import Phase
from treadctl.safety.pulse import Pulse
from treadctl.safety.supervisor import Supervisor
from treadctl.safety.teller import Teller

log = logging.getLogger(__name__)

TICK_S = 0.25


class Orders:
    """Asks the supervisor before each write. `stop` is the guard's."""

    def __init__(  # noqa: PLR0913 - each is one neighbour
        self,
        supervisor: Supervisor,
        link: Link,
        latch: LatchKeeper,
        teller: Teller,
        pulse: Pulse,
        *,
        stop: Callable[[StopCause], None],
    ) -> None:
        self._supervisor = supervisor
        self._link = link
        self._latch = latch
        self._teller = teller
        self._pulse = pulse
        self._stop = stop
        self._loop = asyncio.get_running_loop()

    async def start(self, limits: Limits) -> Outcome:
        """Start the belt at its lowest speed; return once it was measured moving, or was not.

        A Start that was not taken, or of which nobody knows, is followed by a stop. Raises
        Refused, with the reason for the screen, if a rule says no: nothing was written.
        """
        await self._begin(limits)
        try:
            answer = await self._link.send(Start())
        except Refused as error:
            self._stop(StopCause.NOT_STARTED)
            return Rejected(str(error))
        except LinkLost as error:
            self._stop(StopCause.NOT_STARTED)
            return Unknown(str(error))
        if answer not in (Answer.ACCEPTED, Answer.SILENT):
            self._stop(StopCause.NOT_STARTED)
            return Rejected("The treadmill refused to start.")
        await self._pulse.until(lambda: self._supervisor.phase is not Phase.STARTING)
        if self._supervisor.phase is Phase.WALKING:
            return Confirmed()
        return Rejected("The belt was stopped before it moved.")

    async def _begin(self, limits: Limits) -> None:
        """Ask the rules before the disk is told, and again behind it, for that takes time."""
        self._supervisor.permit_start(limits, self._loop.time())
        stops_before = self._supervisor.stopping.stops
        await self._latch.running()
        if self._supervisor.stopping.stops > stops_before:
            raise Refused("The walk was stopped before it began.")
        now = self._loop.time()
        self._supervisor.started(self._supervisor.permit_start(limits, now), now)

    async def keep_up(self) -> None:
        """Write what brings a walk nearer to its targets, one command at a time, for ever."""
        while True:
            await asyncio.sleep(TICK_S)
            command = self._supervisor.next_command(self._loop.time())
            if command is None:
                continue
            answer = Answer.SILENT
            try:
                answer = await self._link.send(command)
            except (Refused, LinkLost) as error:
                log.info("%s was not written: %s", command, error)
            self._supervisor.answered(command, answer, self._loop.time())
            self._teller.say_target(command, answer)
