"""What reaches the guard from the walker's side: pain buttons, the screen, a strap."""

import asyncio
import logging

from treadctl.model import StopCause
from treadctl.safety.guard import Guard

log = logging.getLogger(__name__)


class Inputs:
    """The receiving end of everything that is wired, worn or touched. Implements `Panel`."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._rules = guard.supervisor
        self._loop = asyncio.get_running_loop()

    # -- a wired button -----------------------------------------------------------------------

    def button_pressed(self, at: float) -> None:
        """Every press is a stop. On a belt that is known to stand it is also the button's test."""
        stands = self._rules.idle_and_standing(self._loop.time())
        self._guard.stop(StopCause.BUTTON_TEST if stands else StopCause.PAIN)
        self._rules.stop_input.pressed(as_test=stands)

    def button_released(self, at: float) -> None:
        """The button came up again."""
        self._rules.stop_input.released(at)

    def button_found(self) -> None:
        """The button is there, and nobody presses it."""
        self._rules.stop_input.found()

    def button_lost(self, why: str) -> None:
        """The button cannot be read: a moving belt stops, a standing one is not started."""
        if self._rules.driving:
            self._guard.stop(StopCause.BUTTON_LOST)
        self._rules.stop_input.gone(why)

    # -- the screen ---------------------------------------------------------------------------

    def screen_gone(self) -> None:
        """The touch screen was unplugged."""
        if self._rules.driving:
            self._guard.stop(StopCause.SCREEN_LOST)

    def edges_gone(self) -> None:
        """The process that serves the page has ended; it is started again."""
        self._rules.stop_input.edges_gone()

    # -- a strap ------------------------------------------------------------------------------

    def heart(self, bpm: int | None, at: float, *, rr: bool | None, contact: bool | None) -> None:
        """One measurement of the walker's heart rate. It can stop a belt, never speed it up."""
        self._rules.heart.heard(bpm, at, rr=rr, contact=contact)
