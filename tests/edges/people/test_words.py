"""The page has words for all that is asked and shown before a walk."""

import re

import pytest

from treadctl.edges.people.person import PICTURES
from treadctl.edges.web import PAGE
from treadctl.session.person.intake import NEXT_MORNING, End
from treadctl.session.person.screening import ITEMS

WORDS = (PAGE / "words.js").read_text()
ASKED = ("picture", "name", "age", "since_last", "pain", "walk", "key", "new_signs")
ADVICE = ("strong_pain", "sore_today", "sharp_last_time", "ask_your_professional")
MOST_WORDS = 12


def catalogue(name: str) -> dict[str, list[str]]:
    """The sentences of one table of the page's words, by key."""
    table = re.search(rf"const {name} = {{(.*?)^}};", WORDS, re.DOTALL | re.MULTILINE)
    assert table is not None
    rows = re.findall(r"^  (\w+): (\".*?\"|\[.*?\]),$", table[1], re.DOTALL | re.MULTILINE)
    return {key: re.findall(r'"(.*?)"', value) for key, value in rows}


def test_each_health_question_is_asked_word_for_word() -> None:
    asked = catalogue("QUESTIONS")
    assert {item.key: asked[item.key] for item in ITEMS} == {
        item.key: [item.words] for item in ITEMS
    }


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("QUESTIONS", [*ASKED, *(item.key for item in ITEMS)]),
        ("ANSWERS", ["yes", "no", *NEXT_MORNING]),
        ("ADVICE", ADVICE),
        ("HELP", [end.value for end in End]),
        ("PICTURES", PICTURES),
    ],
)
def test_there_are_words_for_each_and_none_without_use(table: str, keys: list[str]) -> None:
    assert sorted(catalogue(table)) == sorted(keys)


@pytest.mark.parametrize("table", ["QUESTIONS", "ADVICE", "HELP"])
def test_no_sentence_is_longer_than_twelve_words(table: str) -> None:
    for texts in catalogue(table).values():
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(texts)):
            assert len(sentence.split()) <= MOST_WORDS, sentence
