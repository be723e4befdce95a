"""The deck: what it keeps from starting, and when it no longer does."""

import pytest

from tests.safety.decks import NOW, E, known, tapped
from treadctl.errors import Refused
from treadctl.model import DECK_NOT_LEVEL, Answer, SetTargetInclination
from treadctl.safety.deck import COMING_DOWN, Deck


def test_a_walk_starts_on_a_level_deck() -> None:
    Deck().check(known(0.0), NOW)


def test_a_walk_does_not_start_off_level() -> None:
    with pytest.raises(Refused, match=DECK_NOT_LEVEL):
        Deck().check(known(3.0), NOW)


def test_while_the_deck_comes_down_no_walk_starts() -> None:
    deck = tapped()
    deck.answered(Answer.ACCEPTED)
    with pytest.raises(Refused, match=COMING_DOWN):
        deck.check(known(3.0), NOW + 20.0)


def test_before_the_write_is_answered_no_walk_starts_though_the_deck_is_level() -> None:
    deck = tapped()
    deck.heard(known(0.0))
    with pytest.raises(Refused, match=COMING_DOWN):
        deck.check(known(0.0), NOW)
    deck.answered(Answer.ACCEPTED)
    deck.heard(known(0.0))
    deck.check(known(0.0), NOW)


def test_what_was_written_is_answered_before_a_walk_starts_though_a_stop_ended_the_tap() -> None:
    deck = tapped()
    deck.stopped(NOW)
    with pytest.raises(Refused, match=COMING_DOWN):
        deck.check(known(0.0), NOW)
    deck.answered(Answer.SILENT)
    deck.check(known(0.0), NOW)


def test_a_level_deck_ends_no_tap_whose_write_is_not_answered() -> None:
    deck = tapped()
    deck.heard(known(0.0))
    assert deck.coming(NOW)


@pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.SILENT])
def test_a_deck_that_did_not_come_down_in_20_s_keeps_nobody_from_walking(answer: Answer) -> None:
    deck, found = tapped(), known(3.0)
    deck.answered(answer)
    assert deck.coming(NOW + 20.0) and not deck.stuck(NOW + 20.0)
    assert deck.stuck(NOW + 20.0 + E)
    deck.check(found, NOW + 20.0 + E)


@pytest.mark.parametrize("answer", [Answer.REJECTED, Answer.NOT_PERMITTED, Answer.FAILED])
def test_a_machine_that_refuses_keeps_nobody_from_walking(answer: Answer) -> None:
    deck = tapped()
    deck.answered(answer)
    assert deck.stuck(NOW) and not deck.coming(NOW)
    deck.check(known(3.0), NOW)
    assert deck.may_level(known(3.0), NOW)


def test_a_second_tap_is_tried_in_earnest() -> None:
    deck = tapped()
    deck.answered(Answer.REJECTED)
    deck.tapped(NOW)
    assert deck.coming(NOW) and not deck.stuck(NOW)
    assert deck.next(known(3.0), NOW) == SetTargetInclination(0.0)


def test_a_deck_that_came_down_needs_a_new_tap_for_the_next_slope() -> None:
    deck = tapped()
    deck.answered(Answer.REJECTED)
    deck.heard(known(3.0))
    assert deck.stuck(NOW)
    deck.heard(known(0.0))
    assert not deck.stuck(NOW)


def test_the_slope_that_a_walk_leaves_needs_a_tap_of_its_own() -> None:
    deck = tapped()
    deck.answered(Answer.REJECTED)
    deck.walk_begins()
    with pytest.raises(Refused, match=DECK_NOT_LEVEL):
        deck.check(known(3.0), NOW)


def test_a_stop_is_no_failure_of_the_deck_and_makes_none_good() -> None:
    deck = tapped()
    deck.answered(Answer.ACCEPTED)
    deck.stopped(NOW + 1.0)
    assert not deck.stuck(NOW + 60.0)
    deck = tapped()
    deck.answered(Answer.REJECTED)
    deck.stopped(NOW + 1.0)
    assert deck.stuck(NOW + 1.0)
