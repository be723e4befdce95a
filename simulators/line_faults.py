"""What can go wrong with the bytes on a serial line, by name.

The next answers (one, or as many as `=N` says): `garbage` (other bytes), `half-frame` (its second
half is missing), `duplicate` (it comes twice), `wrong-checksum`. From now on: `delay=SECONDS`,
`echo` (the host hears itself), `baud-mismatch` (the machine changes its speed); `mend` ends these.
`unplug` and `replug` are the line's to act out.
"""

import math
import random
from collections import deque

from treadctl.errors import BadInput

ANSWERS = frozenset({"garbage", "half-frame", "duplicate", "wrong-checksum"})
LASTING = frozenset({"echo", "baud-mismatch", "mend"})
PLUG = frozenset({"unplug", "replug"})
NAMES = ANSWERS | LASTING | PLUG | {"delay"}
MAX_DELAY_S = 60.0
MAX_ANSWERS = 1000
_OTHER_BAUD = {4800: 9600, 9600: 4800}


class LineFaults:
    """The faults of one line. `check_at`: where an answer has its check byte; None: nowhere."""

    def __init__(self, baudrate: int, check_at: int | None) -> None:
        self.machine_baud = baudrate
        self.echo = False
        self.delay_s = 0.0
        self._baudrate = baudrate
        self._check_at = check_at
        self._next: deque[str] = deque()
        self._random = random.Random(0)  # noqa: S311 - a story to repeat, not a secret

    def befall(self, text: str) -> str:
        """Make `NAME` or `NAME=VALUE` happen and return the name. Raises BadInput."""
        name, has_value, value = text.partition("=")
        if name not in NAMES:
            raise BadInput(f"{text!r} is no line fault; they are {', '.join(sorted(NAMES))}.")
        if name == "wrong-checksum" and self._check_at is None:
            raise BadInput("This protocol has no checksum; try garbage or half-frame.")
        if name in ANSWERS:
            count = _number(text, value, MAX_ANSWERS) if has_value else 1
            self._next.extend([name] * int(count))
        elif name == "delay":
            self.delay_s = _number(text, value, MAX_DELAY_S)
        elif has_value:
            raise BadInput(f"{text!r} is wrong: {name} takes no value.")
        else:
            self._last(name)
        return name

    def spoil(self, answer: bytes) -> bytes:
        """Return what goes on the line in place of the next `answer`."""
        match self._next.popleft() if self._next else "":
            case "garbage":
                return self._random.randbytes(len(answer))
            case "half-frame":
                return answer[: len(answer) // 2]
            case "duplicate":
                return answer * 2
            case "wrong-checksum" if self._check_at is not None:
                spoiled = bytearray(answer)
                spoiled[self._check_at] ^= 1
                return bytes(spoiled)
        return answer

    def _last(self, name: str) -> None:
        match name:
            case "echo":
                self.echo = True
            case "baud-mismatch":
                self.machine_baud = _OTHER_BAUD.get(self._baudrate, self._baudrate // 2)
            case "mend":
                self.echo, self.delay_s, self.machine_baud = False, 0.0, self._baudrate


def _number(text: str, value: str, highest: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= highest:
        raise BadInput(f"{text!r} is wrong: it needs a value from 0 to {highest:g}.")
    return number
