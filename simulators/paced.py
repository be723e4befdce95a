"""Bytes that follow each other on one wire, each as long as it takes at the wire's speed."""

import asyncio
from collections import deque
from collections.abc import Callable

from simulators.uart import byte_s

Span = tuple[float, float]
"""When a byte begins and when it has arrived."""

_REMEMBERED_S = 0.1  # longer than any byte takes


class PacedBytes:
    """One direction of a line. `arrive` is called with each byte when it is whole."""

    def __init__(self, arrive: Callable[[int, Span], None]) -> None:
        self._arrive = arrive
        self._free_at = 0.0
        self._bytes: deque[tuple[float, float, asyncio.TimerHandle]] = deque()

    def carry(self, data: bytes, at: float, baudrate: int) -> None:
        """Put `data` on the line from `at` on, behind what is on it already."""
        if not baudrate:
            return
        loop, length_s = asyncio.get_running_loop(), byte_s(baudrate)
        starts = max(at, self._free_at)
        for byte in data:
            ends = starts + length_s
            arrival = loop.call_at(ends, self._arrive, byte, (starts, ends))
            self._bytes.append((starts, ends, arrival))
            starts = ends
        self._free_at = starts
        while self._bytes and self._bytes[0][1] < at - _REMEMBERED_S:
            self._bytes.popleft()

    def speaks_in(self, starts: float, ends: float) -> bool:
        """Return whether a byte is on the line between the two moments."""
        if starts >= self._free_at:
            return False
        return any(one[0] < ends and one[1] > starts for one in self._bytes)

    def drop(self) -> None:
        """Lose every byte that has not arrived."""
        for _, _, arrival in self._bytes:
            arrival.cancel()
        self._bytes.clear()
        self._free_at = 0.0
