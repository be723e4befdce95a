"""A belt and its deck, off level by so much, and a tap that is on its way."""

from treadctl.model import Machine, Range, SetTargetInclination, Telemetry
from treadctl.safety.deck import Deck
from treadctl.safety.known import Known

RANGE = Range(0.0, 12.0, 0.5)
E = 0.01
NOW = 10.0


def known(percent: float | None, given: Range | None = RANGE, *, moves: bool = False) -> Known:
    """A belt that has stood for ten seconds, and its deck."""
    found = Known(Machine("M", "id", None, given))
    for n in range(21):
        speed_kmh = 0.8 if moves else 0.0
        found.heard(Telemetry(n / 2, speed_kmh=speed_kmh, inclination_percent=percent))
    return found


def tapped() -> Deck:
    """A tap whose write is on its way."""
    deck = Deck()
    deck.tapped(NOW)
    assert deck.next(known(3.0), NOW) == SetTargetInclination(0.0)
    return deck
