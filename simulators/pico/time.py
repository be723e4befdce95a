"""MicroPython's `time` for its Unix port, less the time that other programs took from it.

Runs on MicroPython. A Pico has no other programs: a gap of more than 20 ms between two looks at
the clock, which the firmware takes every 10 ms, is not its own. It is left out of the ticks and
counted in `stolen_us`.
"""

import utime
from utime import sleep_ms, ticks_add, ticks_diff

__all__ = ["sleep_ms", "stolen_us", "ticks_add", "ticks_diff", "ticks_ms", "ticks_us"]
_LONGEST_US = 20_000
stolen_us = 0
_last_us = utime.ticks_us()


def ticks_us():
    """Return the time in us, less what was stolen."""
    global stolen_us, _last_us
    now_us = utime.ticks_us()
    stolen_us += max(now_us - _last_us - _LONGEST_US, 0)
    _last_us = now_us
    return now_us - stolen_us


def ticks_ms():
    """Return the time in ms, less what was stolen."""
    return ticks_us() // 1000
