"""The page has words for all that is asked and shown before a walk and after it."""

import re
from pathlib import Path

import pytest

from treadctl.edges.people.person import PICTURES
from treadctl.edges.words import ENGLISH, catalogue
from treadctl.session.person import gate, offer
from treadctl.session.person.intake import NEXT_MORNING
from treadctl.session.person.question import End
from treadctl.session.person.screening import ITEMS
from treadctl.session.person.told import MISTAKE, qualities
from treadctl.session.person.wants import ACTIVITIES
from treadctl.session.person.wishes import LADDER, MOVE_TO_B, PLANS

WORDS = catalogue(ENGLISH)
ASKED = (
    "picture",
    "name",
    "age",
    "since_last",
    "pain",
    "walk",
    "key",
    "new_signs",
    "dizzy",
    "card",
)
FOLLOWING = ("allowed", "hills", "advised", "usual", "company")
AFTERWARDS = ("quality", "quality_then", "seen", "end_pain", "effort", "want", "want_now", "paper")
ADVICE = ("strong_pain", "sore_today", "sharp_last_time", "ask_your_professional")


def test_each_health_question_is_asked_word_for_word() -> None:
    asked = WORDS["questions"]
    assert {item.key: asked[item.key] for item in ITEMS} == {item.key: item.words for item in ITEMS}


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (
            "questions",
            [*ASKED, *FOLLOWING, *AFTERWARDS, LADDER, MOVE_TO_B, *(item.key for item in ITEMS)],
        ),
        (
            "answers",
            ["yes", "no", *NEXT_MORNING, *PLANS, *qualities("first-steps"), MISTAKE, *ACTIVITIES],
        ),
        ("advice", ADVICE),
        ("help", [end.value for end in End]),
        ("pictures", PICTURES),
    ],
)
def test_there_are_words_for_each_and_none_without_use(table: str, keys: list[str]) -> None:
    assert sorted(WORDS[table]) == sorted(keys)


def test_there_is_a_sentence_for_each_reason_why_a_walk_is_closed() -> None:
    rooms = (Path(offer.__file__), Path(gate.__file__))
    reasons = re.findall(
        r'yield "(\w+)"|\("(not_agreed)",\)', "".join(r.read_text() for r in rooms)
    )
    assert sorted(WORDS["closed"]) == sorted({one or other for one, other in reasons})
