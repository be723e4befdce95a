from dataclasses import replace
from datetime import date, timedelta

import pytest

from treadctl.edges.people.person import PICTURES, Person, check_name, diary, learnt, pseudonym
from treadctl.errors import Refused
from treadctl.session.person.diary import Answers, Diary
from treadctl.session.person.intake import Intake
from treadctl.session.person.offer import SCREENED_FOR
from treadctl.session.person.question import End, Kind, Question
from treadctl.session.person.screening import ITEMS

TODAY = date(2026, 3, 2)
WELL = {item.key: not item.flag for item in ITEMS}
ANNA = Person("w-7", "Anna", "cat", 70, Answers(TODAY - timedelta(days=10)))
NEW = replace(ANNA, age=None, answers=None)


def told(person: Person, **said: bool | int) -> Intake:
    """The intake of this walker with these answers."""
    intake = Intake(diary(person, (), TODAY), TODAY)
    for key, value in said.items():
        intake = intake.answered(key, value)
    return intake


def test_a_pseudonym_is_one_that_a_start_may_carry_and_says_nothing() -> None:
    assert pseudonym(bytes(6)) == "w-000000000000"


@pytest.mark.parametrize(
    "name", ["A", "Anna", "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", "O'Neil", "Ann-Marie"]
)
def test_a_first_name_is_letters(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", " ", "Anna2", "<b>", "A" * 13, "An\nna"])
def test_anything_else_is_no_name(name: str) -> None:
    with pytest.raises(Refused, match="first name"):
        check_name(name)


def test_there_are_twelve_pictures_and_each_is_another() -> None:
    assert len(set(PICTURES)) == len(PICTURES) == 12


def test_an_age_is_known_as_long_as_the_answers_it_came_with() -> None:
    assert diary(ANNA, (), TODAY).age == 70
    later = TODAY + SCREENED_FOR
    assert diary(ANNA, (), later).age is None
    assert diary(ANNA, (), later).answers == ANNA.answers


def test_a_calendar_that_went_back_asks_everything_again() -> None:
    assert diary(ANNA, (), TODAY - timedelta(days=30)).age is None


def test_what_somebody_new_said_is_learnt_once_all_of_it_was_asked() -> None:
    assert learnt(NEW, told(NEW)) == NEW
    assert learnt(NEW, told(NEW, age=70)) == replace(NEW, age=70)
    assert learnt(NEW, told(NEW, age=70, **WELL)) == replace(
        NEW, age=70, answers=Answers(TODAY, new_to_treadmills=False)
    )


@pytest.mark.parametrize(("key", "last"), [("bones", "hills"), ("heart", "advised")])
def test_who_leaves_before_the_last_of_the_screening_is_asked_all_of_it_again(
    key: str, last: str
) -> None:
    intake = told(NEW, age=70, **{**WELL, key: True})
    assert intake.asks().key == last  # type: ignore[union-attr]  # it is a question
    assert learnt(replace(NEW, age=70), intake) == replace(NEW, age=70)
    after = learnt(NEW, intake.answered(last, True))
    assert after.answers is not None and after.answers.day == TODAY


def test_a_sign_that_needs_help_is_remembered_and_spoken_of_at_the_next_start() -> None:
    intake = told(ANNA, new_signs=True)
    assert intake.asks() is End.HELP_NOW
    after = learnt(ANNA, intake)
    assert after == replace(ANNA, answers=Answers(TODAY, red_flag=True))
    again = Intake(diary(after, (), TODAY), TODAY)
    assert again.asks() == Question("seen", Kind.YES_NO)
    assert again.answered("seen", False).asks() is End.HELP_TODAY
    asked_again = again.answered("seen", True).asks()
    assert asked_again == Intake(Diary(), TODAY).asks()


def test_a_sign_in_a_screening_that_ended_there_is_remembered_too() -> None:
    due = replace(ANNA, answers=replace(Answers(TODAY), day=TODAY - timedelta(days=100)))
    after = learnt(due, told(due, age=70, numb_seat=False, both_legs=True))
    assert after.answers is not None and after.answers.red_flag


def test_a_wrong_tap_on_a_sign_can_be_taken_back() -> None:
    intake = told(ANNA, new_signs=True).back()
    assert learnt(ANNA, intake) == ANNA
