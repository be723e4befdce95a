"""Telling the service manager how we are: ready, alive, stopping. Nothing without one.

Source: sd_notify(3) and sd_watchdog_enabled(3) of systemd.
"""

import asyncio
import math
import os
import socket
from contextlib import suppress

READY, STOPPING, ALIVE = b"READY=1", b"STOPPING=1", b"WATCHDOG=1"
FEEDS_IN_A_PERIOD = 4


def notify(state: bytes) -> None:
    """Send `state` to the service manager, now or not at all. Never raises and never waits."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # one of Linux's abstract names, which begin with a zero
        address = f"\0{address[1:]}"
    kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
    with suppress(OSError), socket.socket(socket.AF_UNIX, kind) as link:
        link.sendto(state, address)


class Watchdog:
    """The service manager's watchdog, where this process was asked to feed one."""

    def __init__(self) -> None:
        period_s = _period_s()
        self._pause_s = None if period_s is None else period_s / FEEDS_IN_A_PERIOD
        self._fed_at = -math.inf

    def feed(self) -> None:
        """Say that we are alive, but not twice within a quarter of the period.

        Call it only from what must not be late: nobody else can vouch for that.
        """
        now = asyncio.get_running_loop().time()
        if self._pause_s is not None and now - self._fed_at >= self._pause_s:
            self._fed_at = now
            notify(ALIVE)


def _period_s() -> float | None:
    """Within which we must be heard; None where nobody asked that of this process."""
    if os.environ.get("WATCHDOG_PID", "") not in ("", str(os.getpid())):
        return None
    with suppress(ValueError):
        return int(os.environ.get("WATCHDOG_USEC", "")) / 1e6 or None
    return None
