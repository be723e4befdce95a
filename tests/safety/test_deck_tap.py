"""The deck: when a tap may level it, what counts as level, and the one write."""

import pytest

from tests.safety.decks import NOW, known, tapped
from treadctl.errors import Refused
from treadctl.model import DECK_NOT_LEVEL, Range
from treadctl.safety.deck import COMING_DOWN, Deck, off_level
from treadctl.safety.known import Known


def refusal(deck: Deck, of: Known, now: float = NOW) -> str:
    with pytest.raises(Refused) as caught:
        deck.permit(of, now)
    assert not deck.may_level(of, now)
    return str(caught.value)


# -- may it be tapped? ------------------------------------------------------------------------


def test_a_deck_off_level_may_be_levelled_while_the_belt_stands() -> None:
    Deck().permit(known(3.0), NOW)
    assert Deck().may_level(known(3.0), NOW)


@pytest.mark.parametrize(("stood_s", "may"), [(2.99, False), (3.0, True)])
def test_the_belt_has_to_have_stood_for_three_seconds(stood_s: float, may: bool) -> None:
    found = known(3.0)
    found.standing_since = NOW - stood_s
    assert Deck().may_level(found, NOW) is may


def test_a_moving_belt_s_deck_is_left_alone() -> None:
    assert "three seconds" in refusal(Deck(), known(3.0, moves=True))


def test_what_is_not_fresh_is_no_standing_belt() -> None:
    assert "three seconds" in refusal(Deck(), known(3.0), NOW + 3.0)


@pytest.mark.parametrize(
    "found",
    [
        known(None),
        known(3.0, None),
        known(3.0, Range(1.0, 12.0, 0.5)),
        known(3.0, Range(-6.0, -1.0, 0.5)),
        known(3.0, Range(0.0, 0.0, 0.5)),
    ],
)
def test_a_deck_that_is_not_told_or_cannot_be_set_is_left_alone(found: Known) -> None:
    assert "cannot be levelled" in refusal(Deck(), found)
    Deck().check(found, NOW)


def test_a_machine_that_is_not_described_or_not_linked_has_no_deck() -> None:
    found = known(3.0)
    found.machine = None
    assert "not connected" in refusal(Deck(), found) and not off_level(found)
    found = known(3.0)
    found.lost_at = NOW  # it is heard again, and not described yet
    assert "not connected" in refusal(Deck(), found)


def test_a_level_deck_needs_no_tap() -> None:
    assert refusal(Deck(), known(0.0)) == "The deck is level."


def test_a_second_tap_waits_for_the_first() -> None:
    deck = Deck()
    deck.tapped(NOW)
    assert refusal(deck, known(3.0)) == COMING_DOWN
    deck = tapped()
    deck.stopped(NOW)
    assert not deck.coming(NOW)
    assert refusal(deck, known(3.0)) == COMING_DOWN  # what was written is not answered


# -- what counts as level ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "percent", "off"),
    [
        (0.1, 0.5, False),
        (0.1, 0.51, True),
        (0.1, 0.6, True),
        (0.1, -0.6, True),
        (1.0, 0.5, False),
        (2.0, 1.0, False),
        (2.0, 1.1, True),
        (0.5, -0.5, False),
    ],
)
def test_half_a_step_and_half_a_percent_count_as_level(
    step: float, percent: float, off: bool
) -> None:
    assert off_level(known(percent, Range(-6.0, 12.0, step))) is off


def test_a_deck_whose_range_ends_at_level_can_be_levelled() -> None:
    assert off_level(known(-2.0, Range(-6.0, 0.0, 0.5)))


# -- one write --------------------------------------------------------------------------------


def test_a_tap_is_one_write() -> None:
    deck = tapped()
    assert deck.next(known(3.0), NOW) is None


def test_without_a_tap_nothing_is_written() -> None:
    assert Deck().next(known(3.0), NOW) is None


@pytest.mark.parametrize("moves", [True, False])
def test_a_belt_that_no_longer_stands_or_is_away_gets_nothing_and_the_tap_is_over(
    moves: bool,
) -> None:
    deck, found = Deck(), known(3.0, moves=moves)
    deck.tapped(NOW)
    if not moves:
        found.lost_at = NOW
    assert deck.next(found, NOW) is None
    found = known(3.0)
    assert deck.next(found, NOW) is None and deck.may_level(found, NOW)
    with pytest.raises(Refused, match=DECK_NOT_LEVEL):
        deck.check(found, NOW)


def test_a_stop_takes_a_tap_that_is_not_written_yet_with_it() -> None:
    deck = Deck()
    deck.tapped(NOW)
    deck.stopped(NOW)
    assert deck.next(known(3.0), NOW) is None and deck.may_level(known(3.0), NOW)
