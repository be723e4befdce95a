"""Where the walker's heart rate comes from, and how high it may be."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from treadctl.drivers import HeartListener, address
from treadctl.safety.heart import HeartWatch
from treadctl.tasks import keep_running

KeepStrap = Callable[[HeartListener], Awaitable[None]]
"""Keeps a strap connected, and tells what it measures."""


@dataclass(frozen=True, slots=True)
class HeartInput:
    """Without a ceiling heart rate is no rule; without a strap the treadmill's own counts."""

    ceiling_bpm: int | None = None
    strap: KeepStrap | None = None

    def watch(self) -> HeartWatch:
        """The rules for one belt."""
        return HeartWatch(self.ceiling_bpm, from_treadmill=self.strap is None)

    async def listen(self, listener: HeartListener) -> None:
        """Tell `listener` what the strap measures, for ever; return if there is none.

        Whatever befalls the strap, it is no more than "no heart rate".
        """
        strap = self.strap
        if strap is not None:
            await keep_running("heart rate", lambda: strap(listener))


def strap(uri: str) -> KeepStrap:
    """How to keep the strap at `uri` heard. Raises BadInput for a wrong address."""
    found = address.strap(uri)

    async def keep_heard(listener: HeartListener) -> None:
        from treadctl.drivers.strap import by_radio, keep  # noqa: PLC0415 - loads bleak

        await keep(by_radio(found), listener)

    return keep_heard
