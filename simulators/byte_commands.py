"""Commands of one byte, some with ASCII digits behind it, as TrackMaster and Woodway take them."""

from collections.abc import Mapping

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
