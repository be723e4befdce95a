"""What the screening asks, and what its answers come to."""

import pytest

from tests.session.person.walkers import TODAY
from treadctl.session.person.diary import Answers
from treadctl.session.person.screening import (
    ITEMS,
    Leads,
    asks_about_hills,
    asks_for_care,
    help_for,
    judge,
)

WELL = {item.key: not item.flag for item in ITEMS}


def but(key: str) -> dict[str, bool]:
    """The answers of a well walker, but for this one."""
    return {**WELL, key: not WELL[key]}


ROWS = [
    ("numb_seat", Answers(TODAY, red_flag=True, new_to_treadmills=False)),
    ("both_legs", Answers(TODAY, red_flag=True, new_to_treadmills=False)),
    ("chest", Answers(TODAY, red_flag=True, new_to_treadmills=False)),
    ("unwell", Answers(TODAY, red_flag=True, new_to_treadmills=False)),
    ("heart", Answers(TODAY, caution=True, new_to_treadmills=False)),
    ("sugar", Answers(TODAY, caution=True, new_to_treadmills=False)),
    ("breath", Answers(TODAY, caution=True, new_to_treadmills=False)),
    ("active", Answers(TODAY, caution=True, new_to_treadmills=False)),
    ("fall", Answers(TODAY, fell_in_12_months=True, new_to_treadmills=False)),
    ("bones", Answers(TODAY, brittle_bones=True, new_to_treadmills=False)),
    ("spine", Answers(TODAY, narrow_spine=True, new_to_treadmills=False)),
    ("flare", Answers(TODAY, flare_since=TODAY, new_to_treadmills=False)),
    ("treadmill", Answers(TODAY, new_to_treadmills=True)),
]


@pytest.mark.parametrize(("key", "expected"), ROWS)
def test_each_answer_comes_to_this(key: str, expected: Answers) -> None:
    assert judge(but(key), TODAY) == expected


def test_every_question_has_its_row_above() -> None:
    assert [key for key, _ in ROWS] == [item.key for item in ITEMS]


def test_a_well_walker_is_kept_from_nothing() -> None:
    assert judge(WELL, TODAY) == Answers(TODAY, new_to_treadmills=False)


def test_a_missing_answer_is_not_taken_for_a_no() -> None:
    with pytest.raises(KeyError):
        judge({key: said for key, said in WELL.items() if key != "heart"}, TODAY)


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ({}, None),
        ({"numb_seat": False, "active": False}, None),
        ({"unwell": True}, Leads.HELP_TODAY),
        ({"unwell": True, "chest": True}, Leads.HELP_NOW),
    ],
)
def test_the_most_urgent_help_comes_first(said: dict[str, bool], urgency: Leads | None) -> None:
    assert help_for(said) is urgency


NEW_PAIN = {**WELL, "flare": True}


@pytest.mark.parametrize(
    ("said", "senior", "help_today"),
    [
        ({**NEW_PAIN, "bones": True}, False, True),
        ({**NEW_PAIN, "fall": True}, True, True),
        ({**NEW_PAIN, "fall": True}, False, False),
        ({**NEW_PAIN, "spine": True}, True, False),
        ({**WELL, "bones": True, "fall": True}, True, False),
        (NEW_PAIN, True, False),
    ],
)
def test_a_new_pain_in_weak_bones_or_after_a_fall_at_65_is_for_a_doctor_today(
    said: dict[str, bool], senior: bool, help_today: bool
) -> None:
    """Sheet, 4.6: known weak bones or steroids with new pain; a minor fall in an older person."""
    assert help_for(said, senior=senior) is (Leads.HELP_TODAY if help_today else None)
    assert judge(said, TODAY, senior=senior).red_flag is help_today
    assert not judge(said, TODAY, senior=senior, seen=True).red_flag


@pytest.mark.parametrize("key", ["heart", "sugar", "breath", "active"])
def test_each_axis_leads_to_advice(key: str) -> None:
    """Sheet, 4.6: a yes gives advice, a tap that it was read, and tier A."""
    assert asks_for_care(but(key))
    assert not asks_for_care(WELL) and not asks_for_care(but("fall"))


def test_once_a_doctor_saw_it_what_needs_one_today_is_for_caution() -> None:
    assert judge(but("unwell"), TODAY, seen=True) == Answers(
        TODAY, caution=True, new_to_treadmills=False
    )
    assert judge(but("chest"), TODAY, seen=True).red_flag


@pytest.mark.parametrize("key", ["bones", "spine"])
def test_only_a_doctor_who_allowed_hills_with_these_bones_opens_them(key: str) -> None:
    assert asks_about_hills(but(key)) and not asks_about_hills(WELL)
    assert judge(but(key), TODAY, hills=True).cleared
    assert not judge(but(key), TODAY).cleared
    assert not judge({**but(key), "unwell": True}, TODAY, seen=True).cleared
    assert not judge(WELL, TODAY, hills=True).cleared


def test_no_question_is_longer_than_twelve_words() -> None:
    assert all(len(item.words.split()) <= 12 for item in ITEMS)
