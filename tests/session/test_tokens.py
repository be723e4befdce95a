"""A token for each act, good once."""

from collections.abc import Callable

import pytest

from treadctl.errors import Refused
from treadctl.session.tokens import Shown, Tokens

ACTS: list[tuple[str, Callable[[Tokens, str], None], str]] = [
    ("start", Tokens.take_start, "Tap Start again"),
    ("acknowledge", Tokens.take_acknowledge, "Tap it again"),
    ("level", Tokens.take_level, "Tap Level the deck again"),
]


def shown(tokens: Tokens) -> Shown:
    return tokens.shown(start=True, acknowledge=True, level=True)


def test_only_what_is_possible_is_shown() -> None:
    tokens = Tokens()
    assert tokens.shown(start=False, acknowledge=False, level=False) == Shown(None, None, None)
    every = shown(tokens)
    assert tokens.shown(start=True, acknowledge=False, level=False) == Shown(every.start)
    assert len(set(every)) == 3 and all(token and len(token) == 16 for token in every)


@pytest.mark.parametrize(("act", "take", "words"), ACTS)
def test_a_token_is_good_once_and_takes_all_others_with_it(
    act: str, take: Callable[[Tokens, str], None], words: str
) -> None:
    tokens = Tokens()
    before = shown(tokens)
    take(tokens, getattr(before, act))
    assert not set(before) & set(shown(tokens))
    with pytest.raises(Refused, match=words):
        take(tokens, getattr(before, act))


@pytest.mark.parametrize(("act", "take", "words"), ACTS)
def test_the_token_of_another_act_is_none(
    act: str, take: Callable[[Tokens, str], None], words: str
) -> None:
    tokens = Tokens()
    before = shown(tokens)
    for other, token in before._asdict().items():
        if other != act:
            with pytest.raises(Refused, match=words):
                take(tokens, token)
    assert shown(tokens) == before
