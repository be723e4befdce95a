"""What a machine says of its console, kept for whoever tries it.

Rules over a belt that nobody walks on have no need of it, so its guard does not tell.
"""

import asyncio
from collections.abc import Callable, Iterable

from treadctl.cli.commission.failures import STOPPED_THERE, NotCommissioned
from treadctl.drivers import Driver, Listener
from treadctl.model import Answer, Event, Machine, Notice, NoticeKind, Telemetry

NOTICED = "noticed"


def overheard(
    open_driver: Callable[[Listener], Driver], tell: Callable[[Event], None]
) -> Callable[[Listener], Driver]:
    """How to open that driver so that each notice of its machine is an event first."""
    return lambda listener: open_driver(_Overheard(listener, tell))


def not_by_hand(told: Iterable[Event], *kinds: NoticeKind) -> None:
    """Raise NotCommissioned if the machine said one of these things of itself."""
    if any(one.event == NOTICED and one.data["kind"] in kinds for one in told):
        raise NotCommissioned(STOPPED_THERE)


class _Overheard:
    """A listener that tells of each notice, then hands it on like all else."""

    def __init__(self, listener: Listener, tell: Callable[[Event], None]) -> None:
        self._listener, self._tell = listener, tell

    def ready(self, machine: Machine) -> None:
        self._listener.ready(machine)

    def heard(self, telemetry: Telemetry) -> None:
        self._listener.heard(telemetry)

    def noticed(self, notice: Notice) -> None:
        at = asyncio.get_running_loop().time()
        self._tell(Event(at, NOTICED, {"kind": notice.kind}))
        self._listener.noticed(notice)

    def stop_written(self, at: float) -> None:
        self._listener.stop_written(at)

    def stop_answered(self, answer: Answer) -> None:
        self._listener.stop_answered(answer)
