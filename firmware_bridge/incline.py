"""The incline motor: two relays, a sensor that gives pulses, and ends where no pulse comes.

Position is not known after a start; the way to know it is down to the end, once.
"""

from firmware_bridge.settings import Settings
from firmware_bridge.ticks import LAST, since
from firmware_bridge.wire import NO_INCLINE

UP, DOWN = 1, -1
END_MS = 2000  # driving without a pulse: the end of the way, or something that jams


class Incline:
    """`direction` goes to the relays: UP, DOWN or 0. `permille` is NO_INCLINE until known."""

    def __init__(self, settings: Settings) -> None:
        self.direction = 0
        self._settings = settings
        self._known = False
        self._position = 0  # pulses above the lower end
        self._edges = self._seen = 0
        self._quiet_ms = 0
        self._coasts = 0  # the last direction: pulses come after the relay opened, too
        self._given_up = False

    @property
    def permille(self) -> int:
        """Return the incline in 0.1 %."""
        if not self._known:
            return NO_INCLINE
        span = self._settings.max_permille - self._settings.min_permille
        return self._settings.min_permille + span * self._position // self._settings.incline_pulses

    def edge(self) -> None:
        """Count a pulse. May be called from an interrupt: takes no memory."""
        self._edges = (self._edges + 1) & LAST

    def off(self) -> None:
        """Stop where it is."""
        self.direction = 0

    def retry(self) -> None:
        """Forget that it jammed: a person has started anew."""
        self._given_up = False

    def step(self, target_permille: int, dt_ms: int) -> None:
        """Move towards the target for `dt_ms`; first down to the end, if not known where it is."""
        self._count()
        direction = self._wanted(target_permille)
        if direction != self.direction:
            self.direction = direction
            self._coasts = direction or self._coasts
            self._quiet_ms = 0
        elif direction:
            self._quiet_ms += dt_ms
            if self._quiet_ms >= END_MS:
                self._end(direction)

    def _count(self) -> None:
        pulses = since(self._seen, self._edges)
        self._seen = self._edges
        if pulses:
            self._quiet_ms = 0
            moved = self._position + pulses * self._coasts
            self._position = max(0, min(moved, self._settings.incline_pulses))

    def _wanted(self, target_permille: int) -> int:
        if not self._settings.incline_pulses or self._given_up:
            return 0
        if not self._known:
            return DOWN
        target = self._aim(target_permille)
        return (target > self._position) - (target < self._position)

    def _aim(self, target_permille: int) -> int:
        low, high = self._settings.min_permille, self._settings.max_permille
        return (target_permille - low) * self._settings.incline_pulses // (high - low)

    def _end(self, direction: int) -> None:
        self.direction = 0
        if direction == DOWN:
            self._position, self._known = 0, True
        else:
            self._known, self._given_up = False, True  # it jams, or pulses are lost
