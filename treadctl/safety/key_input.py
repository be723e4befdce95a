"""The bridge in the treadmill's key loop, as far as the belt room is concerned; or none."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from treadctl.drivers import Driver, Listener
from treadctl.safety.guard import Guard

if TYPE_CHECKING:
    from treadctl.drivers.key_loop import KeyLoop

OpenDriver = Callable[[Listener], Driver]


@dataclass(frozen=True, slots=True)
class KeyInput:
    """Without a key loop nothing is different: each method passes on what it is given."""

    loop: "KeyLoop | None" = None

    def around(self, open_driver: OpenDriver) -> OpenDriver:
        """How to open a driver whose start closes the loop first."""
        if self.loop is None:
            return open_driver
        from treadctl.drivers.key_loop import keyed  # noqa: PLC0415 - few have one

        return keyed(open_driver, self.loop)

    def on_time(self, feed: Callable[[], None]) -> Callable[[], None]:
        """What to call at each tick of the guard that is not late: the lease lives by it too."""
        if (loop := self.loop) is None:
            return feed

        def both() -> None:
            loop.on_time()
            feed()

        return both

    def open(self) -> None:
        """The belt does not stop by itself."""
        if self.loop is not None:
            self.loop.open()

    async def keep(self, guard: Guard) -> None:
        """Keep the loop's bridge connected for ever; return if there is none."""
        if self.loop is not None:
            known, clock = guard.supervisor.known, asyncio.get_running_loop()
            await self.loop.keep(guard.noticed, lambda: known.stands(clock.time()))
