"""Fakes of what gpiod gives: a chip and a requested line, whose file descriptor is a real eventfd.

They have the names and arguments of gpiod's own classes and hand out its own events. That the
kernel does the same is shown only where there is a kernel with gpio-sim: test_real_kernel.py.
"""

import errno
import os
from pathlib import Path
from types import TracebackType

from gpiod import ChipInfo, EdgeEvent, LineSettings
from gpiod.line import Value

GONE = OSError(errno.ENODEV, "No such device")


class FakeLine:
    """One requested line. `wire` moves its level as a switch does, `edge` makes it say so."""

    def __init__(self, *, is_open: bool = False) -> None:
        self.fd = os.eventfd(0, os.EFD_NONBLOCK)
        self.is_open = is_open
        self.released = False
        self.unread: list[EdgeEvent] = []
        self.error: OSError | None = None

    def wire(self, *, is_open: bool, at: float) -> None:
        """Open or close the contact, with its edge."""
        self.is_open = is_open
        self.edge(closes=not is_open, at=at)

    def edge(self, *, closes: bool, at: float) -> None:
        """Report an edge, whatever the level is now."""
        kind = EdgeEvent.Type.FALLING_EDGE if closes else EdgeEvent.Type.RISING_EDGE
        self.unread.append(EdgeEvent(kind.value, round(at * 1e9), 17, 1, 1))
        os.eventfd_write(self.fd, 1)

    def unplug(self) -> None:
        """Take the chip away: the file becomes readable, and each call fails."""
        self.error = GONE
        os.eventfd_write(self.fd, 1)

    def get_value(self, _line: int, /) -> Value:
        if self.error is not None:
            raise self.error
        return Value.ACTIVE if self.is_open else Value.INACTIVE

    def read_edge_events(self) -> list[EdgeEvent]:
        if self.error is not None:
            raise self.error
        os.eventfd_read(self.fd)
        unread, self.unread = self.unread, []
        return unread

    def release(self) -> None:
        self.released = True
        os.close(self.fd)


class FakeChips:
    """The chips of one machine: labels by path. Called as `gpiod.Chip` is."""

    def __init__(self, labels: dict[Path, str]) -> None:
        self.labels = {str(path): label for path, label in labels.items()}
        self.asked: list[tuple[str, dict[int, LineSettings], str]] = []
        self.open = 0

    def __call__(self, path: str) -> "FakeChip":
        self.open += 1
        return FakeChip(self, path)


class FakeChip:
    """One chip, open."""

    def __init__(self, chips: FakeChips, path: str) -> None:
        self._chips = chips
        self._path = path

    def __enter__(self) -> "FakeChip":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._chips.open -= 1

    def get_info(self) -> ChipInfo:
        return ChipInfo(Path(self._path).name, self._chips.labels[self._path], 54)

    def request_lines(self, config: dict[int, LineSettings], consumer: str) -> FakeLine:
        self._chips.asked.append((self._path, config, consumer))
        return FakeLine()
