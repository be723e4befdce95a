"""A stop is written again and again, for as long as the rules find it due."""

import asyncio

from treadctl.safety.halt import REPEAT_S
from treadctl.safety.link import Link
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor


class Repeat:
    """Looks each REPEAT_S whether the stop is due again, from the first asking to its end."""

    def __init__(self, supervisor: Supervisor, link: Link) -> None:
        self._supervisor = supervisor
        self._link = link
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """A stop was written just now."""
        if self._timer is None:
            self._timer = self._loop.call_later(REPEAT_S, self._again)

    def _again(self) -> None:
        self._timer = None
        if self._supervisor.phase is not Phase.STOPPING:
            return
        if self._supervisor.stopping.due(self._loop.time()) and self._link.driver is not None:
            self._link.driver.stop()
        self.begin()
