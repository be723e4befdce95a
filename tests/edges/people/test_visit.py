from dataclasses import replace
from datetime import date

from treadctl.edges.people.person import PICTURES, Person
from treadctl.edges.people.visit import After, Asked, Done, Joining, Nobody, Walking, shown
from treadctl.session.person.afterwards import Afterwards
from treadctl.session.person.diary import Answers, Diary
from treadctl.session.person.intake import Intake
from treadctl.session.person.question import Answer

TODAY = date(2026, 3, 2)
ANNA = Person("w-7", "Anna", "cat", 70, Answers(TODAY))
CARD = {"walker": "w-7", "name": "Anna", "picture": "cat"}


def asked(**said: Answer) -> dict[str, object]:
    """What Anna's screen shows after these answers."""
    intake = Intake(Diary(ANNA.age, ANNA.answers), TODAY)
    for key, value in said.items():
        intake = intake.answered(key, value)
    return shown(Asked(ANNA, intake), [ANNA], keeps=True)


def test_the_first_screen_shows_pictures_and_names_and_nothing_of_anybody_s_health() -> None:
    first = {"shows": "who", "people": [CARD], "keeps": True, "cards": False}
    assert shown(Nobody(), [ANNA], keeps=True) == first


def test_the_first_screen_says_if_somebody_comes_with_a_card_and_not_who() -> None:
    first = shown(Nobody(), [replace(ANNA, card="0012345642")], keeps=True)
    assert (first["cards"], first["people"]) == (True, [CARD])


def test_somebody_new_chooses_a_picture_then_a_name() -> None:
    first = shown(Joining(), [], keeps=True)
    assert (first["key"], first["kind"], first["options"]) == ("picture", "picture", list(PICTURES))
    second = shown(Joining("cat"), [], keeps=True)
    assert (second["key"], second["kind"], second["options"]) == ("name", "name", [])


def test_a_question_is_shown_by_its_key_and_kind_with_who_is_asked() -> None:
    assert asked() == {
        "who": CARD,
        "shows": "question",
        "key": "new_signs",
        "kind": "yes_no",
        "options": [],
        "advice": [],
    }


def test_today_s_walks_come_with_the_advice_that_led_to_them() -> None:
    sore = asked(new_signs=False, pain=5)
    assert (sore["key"], sore["options"]) == ("walk", ["gentle-start"])
    assert sore["advice"] == ["sore_today"]


def test_who_answered_all_sees_the_walk_and_its_tier() -> None:
    ready = asked(new_signs=False, pain=2, walk="first-steps", key=True)
    assert ready == {"who": CARD, "shows": "ready", "profile": "first-steps", "tier": "A"}


def test_a_new_sign_shows_the_page_for_help_and_strong_pain_the_one_for_rest() -> None:
    assert asked(new_signs=True) == {"who": CARD, "shows": "help", "help": "help_now"}
    assert asked(new_signs=False, pain=8, usual=False) == {
        "who": CARD,
        "shows": "help",
        "help": "rest",
    }


def test_a_guest_has_no_card() -> None:
    assert shown(Walking(None, 0.0), [ANNA], keeps=True) == {"shows": "walking", "practise": False}
    done = {"shows": "done", "again": True, "cooled": True}
    assert shown(Done(None, 0.0), [ANNA], keeps=True) == done
    assert shown(Done(ANNA, 0.0), [ANNA], keeps=True) == {"who": CARD} | done


def spoken(*, stopped: bool, **said: Answer) -> dict[str, object]:
    """What Anna's screen shows after her walk and these answers."""
    asks = Afterwards("back-ease-20", "B", 2, stopped_for_pain=stopped)
    for key, value in said.items():
        asks = asks.answered(key, value)
    start = {"profile": "back-ease-20", "tier": "B", "pain": 2}
    return shown(After(ANNA, asks, start, 0.0), [ANNA], keeps=True)


def test_a_stop_is_spoken_of_by_the_same_screens_which_say_what_they_are_about() -> None:
    first = spoken(stopped=True)
    assert (first["key"], first["after"], first["first"]) == ("quality", "stop", True)
    help_now = spoken(stopped=True, quality="numb_or_weak")
    assert help_now == {"who": CARD, "shows": "help", "help": "help_now", "after": "stop"}
    ready = spoken(stopped=True, quality="dull", end_pain=2)
    assert (ready["shows"], ready["profile"], ready["after"]) == ("ready", "gentle-start", "stop")


def test_after_a_walk_pain_and_effort_are_asked() -> None:
    assert (spoken(stopped=False)["key"], spoken(stopped=False)["after"]) == ("end_pain", "walk")
    effort = spoken(stopped=False, end_pain=2)
    assert (effort["key"], effort["kind"], effort["first"]) == ("effort", "effort", False)
