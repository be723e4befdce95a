"""Questions by keys."""

import pytest

from treadctl.cli.questions import help_words, keys, words
from treadctl.commissioned import PowerCut
from treadctl.session.person.question import End, Kind, Question
from treadctl.session.person.screening import ITEMS, Item
from treadctl.session.person.told import qualities


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_what_is_asked_about_health_is_asked_in_the_page_s_words(item: Item) -> None:
    assert words(Question(item.key, Kind.YES_NO)) == f"{item.words}  (y/n)"


@pytest.mark.parametrize(
    ("kind", "key", "answer"),
    [
        (Kind.YES_NO, "y", True),
        (Kind.YES_NO, "n", False),
        (Kind.PAIN, "0", 0),
        (Kind.EFFORT, "9", 9),
        (Kind.PAIN, "t", 10),
        (Kind.DONE, "y", True),
    ],
)
def test_each_answer_has_a_key(kind: Kind, key: str, answer: object) -> None:
    assert keys(Question("pain", kind))[key] is answer


@pytest.mark.parametrize(
    ("cuts_power", "asked"),
    [
        (PowerCut.KEY, "Clip the safety key to your clothes."),
        (PowerCut.MAINS_SWITCH, "Look where you can switch the treadmill off."),
        (PowerCut.MAINS_PLUG, "Look where the mains plug is."),
    ],
)
def test_what_cuts_the_power_here_is_what_a_walker_gets_ready(
    cuts_power: PowerCut, asked: str
) -> None:
    assert words(Question("key", Kind.DONE), cuts_power) == f"{asked}  (y: done)"


def test_an_age_is_typed() -> None:
    assert not keys(Question("age", Kind.AGE))
    assert words(Question("age", Kind.AGE)) == "How old are you?"


@pytest.mark.parametrize("end", End)
def test_where_no_walk_is_offered_there_is_a_next_step(end: End) -> None:
    assert len(help_words(end).splitlines()) == 2


def test_a_choice_is_made_by_its_number() -> None:
    question = Question("quality", Kind.CHOICE, qualities("gentle-start"))
    asked, *lines = words(question).splitlines()
    assert asked == "Why did you press PAIN?"
    assert lines[0] == "1: Dull pain" and lines[-1] == "6: By mistake"
    assert keys(question)["6"] == "mistake"
