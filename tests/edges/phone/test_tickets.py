"""Which phone may watch."""

import pytest

from treadctl.edges.phone.tickets import CODE_S, MOST_PHONES, MOST_TRIES, WATCH_S, WRONG, Tickets
from treadctl.errors import Refused

SCREEN = Tickets().invited("CODE", 0.0)


def test_the_code_of_the_screen_lets_one_phone_in() -> None:
    after = SCREEN.admitted("CODE", "one", 1.0)
    assert after.knows("one", 2.0)
    again = after.admitted("CODE", "two", 2.0)
    assert not again.knows("two", 3.0)
    assert again.knows("one", 3.0)


@pytest.mark.parametrize(("now", "good"), [(CODE_S, True), (CODE_S + 0.1, False)])
def test_a_code_is_good_for_five_minutes(now: float, good: bool) -> None:
    assert SCREEN.admitted("CODE", "one", now).knows("one", now) is good


@pytest.mark.parametrize("code", ["", "code", "CODE ", "\u00c7ODE"])
def test_another_code_lets_nobody_in(code: str) -> None:
    assert not SCREEN.admitted(code, "one", 1.0).knows("one", 1.0)
    assert not Tickets().admitted(code, "one", 1.0).knows("one", 1.0)


def test_after_ten_wrong_codes_the_right_one_is_worthless_until_there_is_a_new_one() -> None:
    tried = SCREEN
    for _ in range(MOST_TRIES):
        tried = tried.admitted("WRONG", "one", 1.0)
    assert not tried.admitted("CODE", "one", 1.0).knows("one", 1.0)
    assert tried.invited("NEW", 2.0).admitted("NEW", "one", 3.0).knows("one", 3.0)


def test_a_new_code_takes_the_place_of_the_one_before() -> None:
    renewed = SCREEN.invited("NEW", 1.0)
    assert not renewed.admitted("CODE", "one", 2.0).knows("one", 2.0)


def test_a_phone_may_watch_for_two_hours() -> None:
    known = SCREEN.admitted("CODE", "one", 0.0)
    known.check("one", WATCH_S - 1)
    with pytest.raises(Refused, match=WRONG):
        known.check("one", WATCH_S)


def test_the_longest_known_phone_goes_where_there_is_no_room() -> None:
    tickets = Tickets()
    for number in range(MOST_PHONES + 1):
        tickets = tickets.invited(f"C{number}", 0.0).admitted(f"C{number}", f"P{number}", 0.0)
    known = [number for number in range(MOST_PHONES + 1) if tickets.knows(f"P{number}", 1.0)]
    assert known == [1, 2, 3, 4]


def test_with_the_walker_go_the_phones_and_the_code() -> None:
    invited = Tickets().invited("CODE", 0.0).admitted("CODE", "key", 1.0).invited("NEXT", 2.0)
    gone = invited.signed_off()
    assert not gone.knows("key", 3.0)
    assert not gone.admitted("NEXT", "other", 3.0).knows("other", 3.0)
