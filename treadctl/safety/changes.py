"""What became different in the rules since the last look, told in the words of the contract."""

from collections.abc import Callable

from treadctl.safety.deck import off_level
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor


class Changes:
    """Looks at a supervisor whenever it was told something, and tells what it finds new."""

    def __init__(self, supervisor: Supervisor, say: Callable[..., None]) -> None:
        self._supervisor = supervisor
        self._say = say
        self._phase = supervisor.phase
        self._latched = supervisor.latched
        self._slowed = self._levelling = False
        self._heart_trusted = True

    def look(self, now: float) -> None:
        """Tell what changed."""
        self._look_at_latch()
        self._look_at_phase()
        self._look_at_heart(now)
        self._look_at_deck(now)

    def _look_at_latch(self) -> None:
        latched = self._supervisor.latched
        if latched is not None and latched is not self._latched:
            self._say("latched", cause=latched.value)
        self._latched = latched

    def _look_at_phase(self) -> None:
        supervisor, before = self._supervisor, self._phase
        halt, speed_kmh = supervisor.stopping.halt, supervisor.known.speed_kmh
        slowed = halt is not None and halt.slowed_at is not None
        if slowed and not self._slowed:
            self._say("slowing", speed_kmh=speed_kmh)
        if supervisor.phase is Phase.IDLE and before in (Phase.STOPPING, Phase.CONSOLE):
            self._say("standing", speed_kmh=speed_kmh)
        if supervisor.phase is Phase.CONSOLE and before is not Phase.CONSOLE:
            self._say("handed_over", speed_kmh=speed_kmh)
        self._slowed, self._phase = slowed, supervisor.phase

    def _look_at_heart(self, now: float) -> None:
        trusted = self._supervisor.heart.trusted(now)
        if trusted is not self._heart_trusted and self._supervisor.driving:
            reason = self._supervisor.heart.doubt(now)
            self._say("heart_rate_back" if trusted else "heart_rate_lost", reason=reason)
            self._heart_trusted = trusted

    def _look_at_deck(self, now: float) -> None:
        deck, known = self._supervisor.deck, self._supervisor.known
        coming, percent = deck.coming(now), known.inclination_percent
        if self._levelling and deck.stuck(now):
            self._say("deck_stuck", inclination_percent=percent)
        elif self._levelling and not coming and percent is not None and not off_level(known):
            self._say("levelled", inclination_percent=percent)
        self._levelling = coming
