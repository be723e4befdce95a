"""Frames on their way to the host: numbered, and with what was last accepted from it."""

from firmware_bridge import wire


class Sender:
    """`ack` is the host's last accepted seq. `take` empties it."""

    def __init__(self, boot_id: int) -> None:
        self.boot_id = boot_id
        self.ack = 0
        self._seq = 0
        self._out = bytearray()

    def send(self, kind: int, *values: int) -> int:
        """Add a message; return its seq."""
        self._seq = (self._seq + 1) & 0xFFFF
        payload = wire.pack(kind, *values)
        if not self._out:
            self._out.append(0)  # ends whatever noise the line made while it was silent
        self._out.extend(wire.encode(kind, self._seq, self.ack, self.boot_id, payload))
        return self._seq

    def take(self) -> bytes:
        """Return what is to be written now."""
        out = bytes(self._out)
        if out:
            self._out = bytearray()
        return out
