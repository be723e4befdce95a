"""A normally closed button between a GPIO line and ground, by the kernel's character device.

The line is pulled up: closed reads low, which is released; open reads high, which is pressed. The
chip has to have the pull-up, or the wiring a resistor: a line that floats can miss a cut wire.
Importing this needs gpiod, of the gpio extra. Source: libgpiod 2.2, Python bindings; linux/gpio.h.
"""

import asyncio
import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gpiod import Chip, EdgeEvent, LineSettings
from gpiod.line import Bias, Clock, Direction, Edge, Value

from treadctl.safety.buttons import ButtonLost, ButtonTaken, Panel
from treadctl.safety.buttons.contact import Change, Contact
from treadctl.safety.buttons.reading import reading

POLL_S = 0.1
DEV = Path("/dev")
LINE_SETTINGS = LineSettings(  # no debounce_period: it would hold back the first edge
    direction=Direction.INPUT,
    bias=Bias.PULL_UP,
    edge_detection=Edge.BOTH,
    event_clock=Clock.MONOTONIC,  # Linux runs the event loop by the same clock
)


class Line(Protocol):
    """What is needed of a `gpiod.LineRequest`."""

    @property
    def fd(self) -> int:
        """Readable when there are edges."""

    def get_value(self, line: int, /) -> Value:
        """The level now."""

    def read_edge_events(self) -> list[EdgeEvent]:
        """The edges that wait."""

    def release(self) -> None:
        """Let the line go."""


def request_line(label: str, offset: int, dev: Path = DEV) -> Line:
    """Ask the kernel for a line by its chip's label; the chips' numbers change between kernels.

    Raises OSError, ValueError if the chip has no such line, ButtonLost unless there is exactly
    one such chip.
    """
    # A Raspberry Pi also has links to its chips, by the numbers of older kernels.
    paths = sorted({path.resolve() for path in dev.glob("gpiochip*")})
    labels = [_label(path) for path in paths]
    if labels.count(label) != 1:
        there = ", ".join(labels) or "no chips at all"
        why = f"Not exactly one GPIO chip is called {label!r}: there are {there}"
        raise ButtonLost(f"{why}. Mend the configuration.")
    with Chip(str(paths[labels.index(label)])) as chip:
        return chip.request_lines({offset: LINE_SETTINGS}, consumer="treadctl")


def _label(path: Path) -> str:
    with Chip(str(path)) as chip:
        return chip.get_info().label


@dataclass(frozen=True, slots=True)
class GpioButton:
    """Line `offset` of the chip with this label. Its level is read ten times a second beside its
    edges, so that an edge that got lost costs 0.1 s.
    """

    label: str
    offset: int
    open_line: Callable[[str, int], Line] = request_line

    @property
    def name(self) -> str:
        return f"gpio://{self.label}/{self.offset}"

    async def run(self, panel: Panel) -> None:
        """Watch the line. Raises ButtonLost when the chip goes away, or is not there."""
        loop, contact = asyncio.get_running_loop(), Contact()
        with self._opened() as line, reading(line.fd, lambda: _edges(line, contact, panel)) as lost:
            while not lost.done():
                is_open, now = self._is_open(line), loop.time()
                _tell(panel, contact.level(is_open=is_open, now=now), now)
                await asyncio.wait({lost}, timeout=POLL_S)
            lost.result()

    def look(self) -> bool:
        """True if the contact is open now. Raises ButtonLost, also while another has the line."""
        with self._opened() as line:
            return self._is_open(line)

    @contextmanager
    def _opened(self) -> Iterator[Line]:
        with _errors_said():
            line = self.open_line(self.label, self.offset)
        try:
            yield line
        finally:
            line.release()

    def _is_open(self, line: Line) -> bool:
        with _errors_said():
            return line.get_value(self.offset) is Value.ACTIVE


def _edges(line: Line, contact: Contact, panel: Panel) -> None:
    with _errors_said():
        events = line.read_edge_events()
    for event in events:
        at = event.timestamp_ns / 1e9
        closes = event.event_type is EdgeEvent.Type.FALLING_EDGE
        _tell(panel, contact.edge(closes=closes, at=at), at)


def _tell(panel: Panel, changes: tuple[Change, ...], at: float) -> None:
    for change in changes:
        if change is Change.FOUND:
            panel.button_found()
        elif change is Change.PRESSED:
            panel.button_pressed(at)
        else:
            panel.button_released(at)


@contextmanager
def _errors_said() -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise ButtonLost("GPIO may not be used here. Add this user to group gpio.") from error
    except ValueError as error:
        raise ButtonLost("The GPIO chip has no such line. Mend the configuration.") from error
    except OSError as error:
        raise _lost(error) from error


def _lost(error: OSError) -> ButtonLost:
    match error.errno:
        case errno.EBUSY:
            return ButtonTaken("Another program has its GPIO line. End that one.")
        case errno.ENXIO:
            return ButtonLost("This GPIO chip does not report edges. Use a line of another.")
    return ButtonLost(f"Its GPIO chip is gone: {error.strerror}. Bring it back.")
