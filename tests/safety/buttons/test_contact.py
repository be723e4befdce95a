"""A normally closed contact: what follows from its levels and edges."""

from treadctl.safety.buttons.contact import Change, Contact

FOUND, PRESSED, RELEASED = (Change.FOUND,), (Change.PRESSED,), (Change.RELEASED,)
NOTHING: tuple[Change, ...] = ()
E = 0.001


def released_at(now: float) -> Contact:
    """A contact that was closed for long enough by `now`."""
    contact = Contact()
    contact.level(is_open=False, now=now - 0.5)
    assert contact.level(is_open=False, now=now) == FOUND
    return contact


def pressed_at(now: float) -> Contact:
    contact = released_at(now)
    assert contact.edge(closes=False, at=now) == PRESSED
    return contact


def test_it_is_found_once_it_stayed_closed_for_half_a_second() -> None:
    contact = Contact()
    assert contact.level(is_open=False, now=0.0) == NOTHING
    assert contact.level(is_open=False, now=0.5 - E) == NOTHING
    assert contact.level(is_open=False, now=0.5) == FOUND
    assert contact.level(is_open=False, now=0.6) == NOTHING


def test_the_first_opening_edge_is_a_press() -> None:
    assert released_at(1.0).edge(closes=False, at=1.0) == PRESSED


def test_an_open_level_is_a_press_without_an_edge() -> None:
    assert released_at(1.0).level(is_open=True, now=1.1) == PRESSED


def test_an_open_contact_is_pressed_from_the_start() -> None:
    assert Contact().level(is_open=True, now=0.0) == PRESSED


def test_a_closing_edge_alone_shows_that_it_was_open() -> None:
    contact = released_at(1.0)
    assert contact.edge(closes=True, at=1.0) == PRESSED
    assert contact.level(is_open=False, now=1.5) == RELEASED


def test_a_press_that_bounces_is_one_press() -> None:
    contact = pressed_at(1.0)
    for n in range(20):
        assert contact.edge(closes=n % 2 == 0, at=1.0 + n * E) == NOTHING
    assert contact.level(is_open=True, now=1.1) == NOTHING


def test_it_is_released_half_a_second_after_its_last_bounce() -> None:
    contact = pressed_at(1.0)
    for at in (2.0, 2.01, 2.02):
        contact.edge(closes=False, at=at - 0.005)
        contact.edge(closes=True, at=at)
    assert contact.level(is_open=False, now=2.02 + 0.5 - E) == NOTHING
    assert contact.level(is_open=False, now=2.02 + 0.5) == RELEASED


def test_a_wire_that_chafes_is_not_released() -> None:
    contact = pressed_at(1.0)
    for n in range(100):
        now = 2.0 + n * 0.4
        assert contact.level(is_open=False, now=now) == NOTHING
        assert contact.level(is_open=True, now=now + 0.2) == NOTHING


def test_the_next_press_after_a_release_counts_again() -> None:
    contact = pressed_at(1.0)
    contact.level(is_open=False, now=2.0)
    assert contact.level(is_open=False, now=2.5) == RELEASED
    assert contact.edge(closes=False, at=2.6) == PRESSED


def test_one_that_was_held_from_the_start_is_found_when_it_is_released() -> None:
    contact = Contact()
    contact.level(is_open=True, now=0.0)
    contact.level(is_open=False, now=1.0)
    assert contact.level(is_open=False, now=1.5) == FOUND + RELEASED
