"""Contacts: worse at once, better after 50 ms."""

import pytest

from firmware_bridge import wire
from firmware_bridge.inputs import Contact, Panel


def settled() -> Contact:
    """A contact that has been good for long."""
    contact = Contact()
    for _ in range(20):
        contact.step(True, 10)
    assert contact.safe
    return contact


def test_a_contact_is_not_safe_before_it_was_seen() -> None:
    assert not Contact().safe
    assert not Contact().glitch


def test_a_new_contact_is_safe_50_ms_after_its_first_good_sample() -> None:
    contact = Contact()
    contact.step(True, 10)
    assert not contact.glitch
    contact.step(True, 49)
    assert not contact.safe
    contact.step(True, 1)
    assert contact.safe


def test_it_is_not_safe_at_the_first_sample_that_says_so() -> None:
    contact = settled()
    contact.step(False, 10)
    assert not contact.safe


@pytest.mark.parametrize("dt_ms", [1, 10, 25])
def test_it_is_safe_again_only_50_ms_after_the_first_good_sample(dt_ms: int) -> None:
    contact = settled()
    contact.step(False, 10)
    contact.step(True, 10)
    waited_ms = 0
    while not contact.safe:
        contact.step(True, dt_ms)
        waited_ms += dt_ms
    assert waited_ms == 50


def test_a_single_bad_sample_begins_the_wait_anew() -> None:
    contact = settled()
    for good in (False, True, True, True, True, False, True, True, True, True, True):
        contact.step(good, 10)
        assert not contact.safe
    contact.step(True, 10)
    assert contact.safe


def test_what_the_interrupt_saw_counts_as_open_even_if_the_poll_missed_it() -> None:
    contact = settled()
    contact.trip()
    contact.step(True, 10)
    assert not contact.safe
    assert contact.glitch
    contact.step(True, 10)
    assert not contact.safe
    assert not contact.glitch


def test_what_interrupt_and_poll_both_saw_is_no_glitch() -> None:
    contact = settled()
    contact.trip()
    contact.step(False, 10)
    assert not contact.safe
    assert not contact.glitch
    for _ in range(6):
        contact.step(True, 10)
    assert contact.safe


def test_a_safe_contact_stays_safe() -> None:
    contact = settled()
    for _ in range(20):
        contact.step(True, 10)
        assert contact.safe


ALL = (wire.KEY, wire.PAIN_OK, wire.CONSOLE, wire.HOME)


@pytest.mark.parametrize("bit", ALL)
def test_each_bit_of_the_panel_is_its_own(bit: int) -> None:
    panel = Panel()
    for _ in range(7):
        panel.step(bit, 10)
    assert panel.bits == bit
    for _ in range(7):
        panel.step(sum(ALL) - bit, 10)
    assert panel.bits == sum(ALL) - bit


def test_a_panel_shows_nothing_before_it_was_seen() -> None:
    assert Panel().bits == 0
