"""What the one bridge of this process senses, for whoever else wants to know: a pain button.

A bridge can be opened once only, so who holds it, motor driver or key loop, passes its STATUS on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from treadctl.protocols.bridge_status import Status

NOT_YET = "The bridge was not found yet."


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who hears each STATUS, and once why there are no more."""

    heard: Callable[[Status], None]
    lost: Callable[[str], None]


@dataclass(slots=True, eq=False)
class BridgeInputs:
    """`missing`: why there is no bridge now; None while there is one."""

    missing: str | None = NOT_YET
    _watchers: list[Watcher] = field(default_factory=list)

    def heard(self, status: Status) -> None:
        """One STATUS came."""
        self.missing = None
        for watcher in list(self._watchers):
            watcher.heard(status)

    def lost(self, why: str) -> None:
        """The bridge is gone."""
        self.missing = why
        for watcher in list(self._watchers):
            watcher.lost(why)

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        """Tell `watcher` until the block is left."""
        self._watchers.append(watcher)
        try:
            yield
        finally:
            self._watchers.remove(watcher)


INPUTS = BridgeInputs()
"""Those of the one bridge."""
