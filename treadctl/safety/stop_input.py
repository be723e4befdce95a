"""Is there a way to press stop? A wired button, a page whose input works, or both. Pure."""

import math
from dataclasses import dataclass

from treadctl.errors import Refused
from treadctl.model import StopCause

DOUBT_S, LIMIT_S = 2.0, 5.0
TEST_GOOD_FOR_S = 30.0
COUNTDOWN_S = 10.0  # from the tap that asks for a start to the start


@dataclass(slots=True)
class StopInput:
    """The walker's stop. With a wired button the page may come and go.

    `needs_test`: each start asks to press and release the button once, which shows that it works.
    """

    wired: bool = False
    needs_test: bool = False
    missing: str | None = None
    _screen_at: float = -math.inf
    _edges_gone: bool = False
    _walk_has_screen: bool = False
    _held: bool = False
    _is_test: bool = False
    _tested_at: float = -math.inf

    def screen_alive(self, now: float) -> None:
        """The page showed that its input works."""
        self._screen_at, self._edges_gone = now, False
        self._walk_has_screen = True

    def edges_gone(self) -> None:
        """The process that serves the page has ended."""
        self._edges_gone = True

    def found(self) -> None:
        """The wired button is there, and nobody presses it."""
        self.missing = None

    def gone(self, why: str) -> None:
        """The wired button cannot be read, or is held down."""
        self.missing = why
        self._held, self._tested_at = False, -math.inf

    def pressed(self, *, as_test: bool) -> None:
        """The wired button went down; `as_test`: on a standing belt, so nobody was in pain."""
        self._held, self._is_test = True, as_test
        self._tested_at = -math.inf

    def released(self, at: float) -> None:
        """The wired button came up again."""
        if self._held and self._is_test:
            self._tested_at = at
        self._held = False

    def walk_begins(self, now: float) -> None:
        """A belt is about to start: whoever has shown a page by now has to go on doing so, and a
        test of the button is used up.
        """
        self._walk_has_screen = now - self._screen_at <= DOUBT_S
        self._tested_at = -math.inf

    def check(self, now: float) -> None:
        """Raises Refused unless a stop can be pressed now."""
        if self.wired and self.missing is not None:
            raise Refused(f"The pain button does not work: {self.missing}")
        if self._held:
            raise Refused("The pain button is held down. Let it go.")
        if not self.wired and now - self._screen_at > DOUBT_S:
            raise Refused("No stop button is within reach. Open the page on the touch screen.")
        if self.needs_test and now - self._tested_at > TEST_GOOD_FOR_S + COUNTDOWN_S:
            raise Refused("Press the pain button once and let it go. Then start.")

    def stopped(self) -> None:
        """A belt was stopped in earnest: the button is tested anew before it starts again."""
        self._tested_at = -math.inf

    def may_rise(self, now: float) -> bool:
        """True while every stop that this walk began with is within reach."""
        if self.wired and not self._walk_has_screen:
            return True
        return now - self._screen_at <= DOUBT_S

    def lost(self, now: float) -> StopCause | None:
        """The cause to stop for, once no stop is within reach."""
        if self.wired:
            return StopCause.BUTTON_LOST if self.missing is not None else None
        if now - self._screen_at <= LIMIT_S:
            return None
        return StopCause.EDGES_LOST if self._edges_gone else StopCause.SCREEN_LOST
