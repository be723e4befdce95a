"""What went over a serial line to a treadmill, as JSON Lines: what `record` writes for one.

The first line is a `LineHead`, each other one a `LineTraffic`, in the order of time. See `capture`
for a connection by radio.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from treadctl.drivers.capture import DOOR, LONGEST_S, Hex, checked, read_lines
from treadctl.drivers.serial_port import Line, Lost, OpenLine, Received

LineKind = Literal["csafe", "lifespan", "trackmaster", "woodway"]


class LineHead(BaseModel):
    """What was recorded: a machine of this kind, at a line of this speed."""

    model_config = DOOR

    capture: Literal[1] = 1
    line: LineKind
    baud: Annotated[int, Field(gt=0)]
    source: str = ""


class LineTraffic(BaseModel):
    """Bytes on the line, `t_s` after it was opened: `sent` by us, `came` from the machine."""

    model_config = DOOR

    t_s: Annotated[float, Field(ge=0, le=LONGEST_S)]
    what: Literal["sent", "came", "gone"]
    hex: Hex = ""

    @property
    def data(self) -> bytes:
        """The bytes."""
        return bytes.fromhex(self.hex)


@dataclass(frozen=True, slots=True)
class LineCapture:
    """One recorded line."""

    head: LineHead
    traffic: tuple[LineTraffic, ...]

    @property
    def ended_s(self) -> float:
        """When the last thing was recorded."""
        return self.traffic[-1].t_s if self.traffic else 0.0


def is_of_a_line(path: Path) -> bool:
    """True if `path` begins as the capture of a line. Raises BadInput if it cannot be read."""
    try:
        head = json.loads(read_lines(path)[0])
    except (ValueError, RecursionError):  # `load` says which
        return False
    return isinstance(head, dict) and "line" in head


def load(path: Path) -> LineCapture:
    """Return the capture in `path`. Raises BadInput with the file, the line and what is wrong."""
    first, *rest = read_lines(path)
    head = checked(LineHead, first, path, 1)
    traffic = [
        checked(LineTraffic, one, path, number) for number, one in enumerate(rest, 2) if one.strip()
    ]
    return LineCapture(head, tuple(sorted(traffic, key=lambda one: one.t_s)))


Tell = Callable[[LineHead | LineTraffic], None]
"""Called with each line of the capture, as it happens."""


def recorded(open_line: OpenLine, tell: Tell, head: LineHead) -> OpenLine:
    """Return a way to open the same line that tells of it: the head first, then all traffic."""

    async def opened(received: Received, lost: Lost) -> Line:
        loop = asyncio.get_running_loop()
        began = loop.time()

        def told(what: Literal["sent", "came", "gone"], data: bytes = b"") -> None:
            tell(LineTraffic(t_s=round(loop.time() - began, 6), what=what, hex=data.hex()))

        def came(data: bytes) -> None:
            told("came", data)
            received(data)

        def gone(why: str) -> None:
            told("gone")
            lost(why)

        line = await open_line(came, gone)
        tell(head)
        return _Told(line, lambda data: told("sent", data))

    return opened


class _Told:
    """The same line, and nothing of its own but the telling."""

    def __init__(self, line: Line, sent: Callable[[bytes], None]) -> None:
        self._line, self._sent = line, sent

    def write(self, data: bytes) -> None:
        self._line.write(data)
        self._sent(data)

    def close(self) -> None:
        self._line.close()
