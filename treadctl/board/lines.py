"""Lines out of bytes as they come in, in bounded memory. Pure."""

from treadctl.board.requests import MAX_BYTES

ROOM_BYTES = 4 * MAX_BYTES


class Lines:
    """What one client said and nobody has taken yet. `ended`: nothing more will come."""

    def __init__(self) -> None:
        self.ended = False
        self._bytes = bytearray()

    def add(self, data: bytes | bytearray) -> None:
        """More came in."""
        self._bytes += data

    def end(self) -> None:
        """Nothing more will come; what is left without an end of line is a line too."""
        self.ended = True

    @property
    def full(self) -> bool:
        """True while no more should be read."""
        return len(self._bytes) >= ROOM_BYTES

    @property
    def next_bytes(self) -> int | None:
        """The length of the next line without its end; None if there is no whole one yet.

        One that is longer than MAX_BYTES counts as whole as far as it came.
        """
        end = self._bytes.find(b"\n")
        if end >= 0:
            return end
        whole = self.ended or len(self._bytes) > MAX_BYTES
        return len(self._bytes) if self._bytes and whole else None

    def take(self, length: int) -> bytes:
        """The next line, which has this length."""
        line = bytes(self._bytes[:length])
        del self._bytes[: length + 1]
        return line
