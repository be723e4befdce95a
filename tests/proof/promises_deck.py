"""What holds for the deck of a belt at rest, told from what a witness saw."""

from typing import TYPE_CHECKING, Any

from tests.proof.witness import DOUBT_PERIODS, TINY
from treadctl.safety.phase import Phase

if TYPE_CHECKING:
    from tests.proof.scene import Scene


def a_start_needs_a_level_deck(scene: "Scene", _: Any) -> bool:
    """Level, or told by one tap that it does not come down; and nothing asks it to move."""
    deck = scene.seen.deck
    coming = deck.tapped_at is not None and not deck.failed(scene.now)
    return not deck.awaited and not coming and (deck.level or deck.failed(scene.now))


def a_tap_for_the_deck_needs_a_belt_that_stands(scene: "Scene", _: Any) -> bool:
    """For 3 s, freshly, at rest, with nothing latched: and the deck is off level."""
    seen, since = scene.seen, scene.seen.stood_since
    fresh = seen.fresh(scene.now, DOUBT_PERIODS * scene.world.period_s) and seen.lost_at is None
    stood = since is not None and scene.now - since >= 3 - TINY
    at_rest = not seen.walking and scene.rules.phase is Phase.IDLE and seen.latched is None
    return fresh and stood and at_rest and not seen.deck.level


def the_deck_of_a_standing_belt_moves_by_a_tap_alone(scene: "Scene", _: Any) -> bool:
    """One write for each tap, none behind a stop or for a belt that is not known to stand."""
    seen = scene.seen
    fresh = seen.fresh(scene.now, DOUBT_PERIODS * scene.world.period_s) and seen.lost_at is None
    return seen.deck.unwritten and fresh and seen.zeros >= 2 and seen.latched is None
