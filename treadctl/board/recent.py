"""The last things that were posted, for edges that died and came back: they catch up from here.

Kept as lines for the socket, so that to hand them out costs the belt one write.
"""

from collections import deque

RECALL = b'{"request":"recall"}'
ROOM_BYTES = 128 * 1024  # some 50 s; half of what a window takes in one message
REST_S = 0.2  # a process that was killed is not back sooner


class Recent:
    """What was posted lately, the oldest first, in ROOM_BYTES."""

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque()
        self._bytes = 0
        self._rests_until = float("-inf")

    def keep(self, line: bytes) -> None:
        """This was posted: one line, without its end."""
        self._lines.append(line)
        self._bytes += len(line) + 1
        while self._bytes > ROOM_BYTES:
            self._bytes -= len(self._lines.popleft()) + 1

    def reply(self, now: float) -> bytes | None:
        """The line that answers RECALL; None if the last one was less than REST_S ago."""
        if now < self._rests_until:
            return None
        self._rests_until = now + REST_S
        return b'{"reply":{"ok":true,"recalled":[%b]}}\n' % b",".join(self._lines)
