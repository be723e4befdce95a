"""The link to the treadmill: the only driver there is, opened again and again."""

import asyncio
import random
from collections.abc import Callable

from treadctl.drivers import Driver
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.model import Answer, Command
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor

RECONNECT_PAUSES_S = (0.2, 1.0, 2.0, 4.0, 8.0, 10.0)
RECONNECT_PAUSE_TO_STOP_S = 1.0
JITTER = 0.2  # a gym's gateways, switched on together, do not go on looking in step


class Link:
    """`driver` is None between two connections. `lost` is told why each of them ended."""

    def __init__(
        self,
        open_driver: Callable[[], Driver],
        supervisor: Supervisor,
        lost: Callable[[str], None],
    ) -> None:
        self.driver: Driver | None = None
        self._open_driver = open_driver
        self._supervisor = supervisor
        self._lost = lost

    async def keep(self) -> None:
        """Connect, and again, until cancelled. A stop under way is the first thing written."""
        failures = 0
        while True:
            self.driver = self._open_driver()
            if self._supervisor.phase is Phase.STOPPING:
                self.driver.stop()
            try:
                await self.driver.run()
            except (ConnectFailed, LinkLost) as error:
                failures = 0 if self._supervisor.known.linked else failures + 1
                self._lost(str(error))
            finally:
                self.driver = None
            await asyncio.sleep(self._pause_s(failures))

    async def send(self, command: Command) -> Answer:
        """Write one command. Raises LinkLost, or Refused once a stop was asked for."""
        if self.driver is None:
            raise LinkLost("The treadmill is not connected.")
        return await self.driver.send(command)

    def _pause_s(self, failures: int) -> float:
        pause_s = RECONNECT_PAUSES_S[min(failures, len(RECONNECT_PAUSES_S) - 1)]
        hurry = self._supervisor.phase is not Phase.IDLE
        if hurry:
            return min(pause_s, RECONNECT_PAUSE_TO_STOP_S)
        return pause_s * (1 + JITTER * random.random())  # noqa: S311 - no secret
