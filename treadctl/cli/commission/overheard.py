"""What a machine says of its console, kept for whoever tries it.

Rules over a belt that nobody walks on have no need of it, so its guard does not tell.
"""

import asyncio
from collections.abc import Callable, Iterable

from treadctl.cli.commission.failures import STOPPED_THERE, NotCommissioned
from treadctl.drivers import Driver, Listener
from treadctl.drivers.passing import Passing
from treadctl.model import Event, Notice, NoticeKind

NOTICED = "noticed"


def overheard(
    open_driver: Callable[[Listener], Driver], tell: Callable[[Event], None]
) -> Callable[[Listener], Driver]:
    """How to open that driver so that each notice of its machine is an event first."""
    return lambda listener: open_driver(_Overheard(listener, tell))


def not_by_hand(told: Iterable[Event], *kinds: NoticeKind) -> None:
    """Raise NotCommissioned if the machine said one of these things of itself."""
    if said(told, *kinds):
        raise NotCommissioned(STOPPED_THERE)


def said(told: Iterable[Event], *kinds: NoticeKind) -> bool:
    """True if the machine said one of these things of itself."""
    return any(one.event == NOTICED and one.data["kind"] in kinds for one in told)


class _Overheard(Passing):
    """A listener that tells of each notice, then hands it on like all else."""

    def __init__(self, listener: Listener, tell: Callable[[Event], None]) -> None:
        super().__init__(listener)
        self._tell = tell

    def noticed(self, notice: Notice) -> None:
        at = asyncio.get_running_loop().time()
        self._tell(Event(at, NOTICED, {"kind": notice.kind}))
        super().noticed(notice)
