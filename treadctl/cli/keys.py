"""The keyboard as a stop button: each byte counts at once, and a keyboard that goes is a stop."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from treadctl.errors import BadInput

GONE = b""


@contextmanager
def keys(on_key: Callable[[bytes], None]) -> Iterator[None]:
    """Call `on_key` with each key as it is pressed; with GONE once there is no keyboard any more.

    Raises BadInput where standard input cannot be watched: nobody could stop the belt.
    """
    loop, keyboard = asyncio.get_running_loop(), sys.stdin.fileno()

    def readable() -> None:
        try:
            pressed = os.read(keyboard, 64)
        except OSError:
            pressed = GONE
        if not pressed:
            loop.remove_reader(keyboard)
            on_key(GONE)
        for key in pressed:
            on_key(bytes([key]))

    with _unbuffered(keyboard):
        try:
            loop.add_reader(keyboard, readable)
        except OSError as error:
            raise BadInput("This needs a keyboard: its space bar is the pain stop.") from error
        try:
            yield
        finally:
            loop.remove_reader(keyboard)


@contextmanager
def _unbuffered(keyboard: int) -> Iterator[None]:
    if not os.isatty(keyboard):
        yield
        return
    before = termios.tcgetattr(keyboard)
    tty.setcbreak(keyboard)
    _keep_awake(keyboard)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _keep_awake(keyboard: int) -> None:
    """Ctrl-Z and Ctrl-backslash are keys like others: halted or killed, nobody would stop the belt.

    Ctrl-C stays: it ends the program in order.
    """
    changed = termios.tcgetattr(keyboard)
    disabled = os.fpathconf(keyboard, "PC_VDISABLE").to_bytes()
    for control in (termios.VSUSP, termios.VQUIT):
        changed[6][control] = disabled
    termios.tcsetattr(keyboard, termios.TCSANOW, changed)
