"""Commands of one byte, some with ASCII digits behind it, as TrackMaster and Woodway take them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulators.controls import Controls

FIRST_READ = 0xC0
ACKNOWLEDGES = 0x10  # added to the byte of the command that is answered
_DIGITS = range(0x30, 0x3A)


class ByteCommands:
    """Cuts a stream of bytes into commands. `digits`: how many follow each command byte.

    There is no framing: a command that is not whole waits for ever for its digits.
    """

    def __init__(self, digits: Mapping[int, int]) -> None:
        self._digits = digits
        self._code: int | None = None
        self._text = ""

    def take(self, byte: int) -> list[tuple[int, str | None]]:
        """Return what `byte` makes whole: command bytes with their digits.

        The digits are None where another command came before they were complete. A byte that
        is no command and no digit of one is returned as a command that no table knows.
        """
        if self._code is not None and byte in _DIGITS:
            self._text += chr(byte)
            return self._whole()
        cut: list[tuple[int, str | None]] = [] if self._code is None else [(self._code, None)]
        self._code, self._text = byte, ""
        return cut + self._whole()

    def _whole(self) -> list[tuple[int, str | None]]:
        if self._code is None or len(self._text) < self._digits.get(self._code, 0):
            return []
        whole = (self._code, self._text)
        self._code = None
        return [whole]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which commands there are, and how a machine refuses one it does not know or cannot read."""

    digits: Mapping[int, int]
    unknown: bytes
    unreadable: bytes


class Dialogue:
    """What one machine hears and answers, in its `dialect`.

    `tell` answers a read, `obey` an order. `writes` holds each order with its time; `heard_at` is
    when the last command came that was whole.
    """

    def __init__(
        self,
        dialect: Dialect,
        controls: Controls,
        tell: Callable[[int, float], bytes],
        obey: Callable[[int, str, float], bytes],
        now: float,
    ) -> None:
        self.writes: list[tuple[float, bytes]] = []
        self.heard_at = now
        self._dialect, self._controls = dialect, controls
        self._tell, self._obey = tell, obey
        self._commands = ByteCommands(dialect.digits)

    def received(self, data: bytes, now: float) -> list[bytes]:
        """Take bytes and return the answers; without power there is none."""
        if not self._controls.powered:
            return []
        commands = [command for byte in data for command in self._commands.take(byte)]
        answers = [self._answer(code, text, now) for code, text in commands]
        return [answer for answer in answers if answer]

    def _answer(self, code: int, text: str | None, now: float) -> bytes:
        if code not in self._dialect.digits:
            return self._dialect.unknown
        if text is None:
            return self._dialect.unreadable
        self.heard_at = now
        if code >= FIRST_READ:
            return b"" if self._controls.silent else self._tell(code, now)
        self.writes.append((now, bytes((code,)) + text.encode()))
        return self._obey(code, text, now)
