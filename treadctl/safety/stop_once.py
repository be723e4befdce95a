"""One stop for a belt that nobody serves."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from treadctl.drivers import Driver, Listener
from treadctl.model import Event, StopCause
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.supervisor import Supervisor


class Unkept(LatchKeeper):
    """Leaves the disk alone: the latch there is the service's."""

    async def save(self, supervisor: Supervisor) -> None:
        """Write nothing."""


async def stop_once(
    open_driver: Callable[[Listener], Driver],
    within_s: float,
    lost: Callable[[str], None] = lambda _why: None,
) -> bool:
    """Connect, with a stop as the first thing written; True once the belt was measured standing.

    Nothing is kept: what a service's latch says is left as it is, and a full disk is no matter.
    `lost` is told why there is no link, once until there is one.
    """

    def post(event: Event) -> None:
        if event.event == "link_lost":
            lost(str(event.data["reason"]))

    nowhere = Unkept(Latch(Path(os.devnull)), None)
    guard = Guard(open_driver, Supervisor(), nowhere, post)
    guard.stop(StopCause.USER)
    guarding = asyncio.create_task(guard.serve(), name="guard")
    try:
        async with asyncio.timeout(within_s):
            await guard.stands()
    except TimeoutError:
        return False
    finally:
        guarding.cancel()
        await asyncio.gather(guarding, return_exceptions=True)
    return True
