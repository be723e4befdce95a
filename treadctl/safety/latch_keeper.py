"""Keeps the latch file in step with the supervisor, without ever making the event loop wait."""

import asyncio
import logging

from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.safety.latch import Latch
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor

log = logging.getLogger(__name__)

LOOK_S = 0.25
RUNNING = "running"


class LatchKeeper:
    """Owns the file. It says `running` before a belt starts and is loosened only when it stands."""

    def __init__(self, latch: Latch, found: StopCause | None) -> None:
        self._latch = latch
        self._written: StopCause | str | None = found
        self._disk = asyncio.Lock()
        self._failing = False

    async def running(self) -> None:
        """Return once `running` is on the disk. Raises Refused if it cannot be put there."""
        async with self._disk:
            try:
                await asyncio.to_thread(self._latch.running)
            except OSError as error:
                raise Refused(
                    f"The stop latch cannot be saved ({error.strerror}). Free some disk space."
                ) from error
            self._written = RUNNING

    async def keep(self, supervisor: Supervisor) -> None:
        """Write what the supervisor holds, whenever it changed, for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.save(supervisor)

    async def save(self, supervisor: Supervisor) -> None:
        """Write what the supervisor holds now, if it changed."""
        async with self._disk:
            wanted = self._wanted(supervisor)
            if wanted != self._written:
                await self._write(wanted)

    async def _write(self, wanted: StopCause | str | None) -> None:
        try:
            if isinstance(wanted, StopCause):
                await asyncio.to_thread(self._latch.latched, wanted)
            elif wanted is None:
                await asyncio.to_thread(self._latch.clear)
        except OSError as error:
            if not self._failing:
                log.error("The latch cannot be saved (%s); it stays as it was.", error.strerror)
            self._failing = True
            return
        self._written, self._failing = wanted, False

    def _wanted(self, supervisor: Supervisor) -> StopCause | str | None:
        if supervisor.stopping.lockout.alarmed:
            return StopCause.NOT_STOPPING
        if supervisor.latched is not None:
            return supervisor.latched
        return None if supervisor.phase is Phase.IDLE else RUNNING
