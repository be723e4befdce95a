"""Time as the microcontroller counts it: milliseconds and microseconds that begin again at 0."""

PERIOD = 1 << 30  # as time.ticks_ms on a 32-bit board; larger numbers would need memory
LAST = PERIOD - 1


def since(then: int, now: int) -> int:
    """Return the time from `then` to `now`; right for less than PERIOD."""
    return (now - then) & LAST


def longer(so_far_ms: int, dt_ms: int) -> int:
    """Return a stopwatch after `dt_ms` more. It stays below PERIOD for ever."""
    return min(so_far_ms + dt_ms, LAST)
