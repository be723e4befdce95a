"""From the first screen to Start, one decision at a time."""

from dataclasses import replace

import pytest

from tests.session.person.test_screening import WELL
from tests.session.person.walkers import TODAY, practised, walked, walker
from treadctl.errors import Refused
from treadctl.session.person.diary import Diary, PainQuality, Zone
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import Answer, End, Kind, Question

KNOWN: dict[str, Answer] = {
    "since_last": "same",
    "new_signs": False,
    "pain": 2,
    "walk": "back-ease-20",
    "key": True,
}
NEW: dict[str, Answer] = {**WELL, "age": 50, "pain": 2, "walk": "first-steps", "key": True}


def walk_through(intake: Intake, **said: Answer) -> tuple[list[str], Ready | End]:
    """Answer each question as it is asked; what was asked, and where it ended."""
    asked = []
    while isinstance(now := intake.asks(), Question):
        asked.append(now.key)
        intake = intake.answered(now.key, said[now.key])
    return asked, now


def test_a_walker_who_was_here_before_answers_five_questions() -> None:
    asked, end = walk_through(Intake(practised(), TODAY), **KNOWN)
    assert asked == ["new_signs", "since_last", "pain", "walk", "key"]
    assert end == Ready("back-ease-20", "B", 2)


def test_somebody_new_is_asked_about_their_health_first() -> None:
    asked, end = walk_through(Intake(Diary(), TODAY), **NEW)
    assert asked == ["age", *WELL, "pain", "walk", "key"]
    assert end == Ready("first-steps", "A", 2)


def test_somebody_new_taps_at_most_20_times_before_start() -> None:
    asked, _ = walk_through(Intake(Diary(), TODAY), **NEW)
    assert len(asked) <= 20


def test_a_guest_is_screened_each_time_and_keeps_to_tier_a() -> None:
    known = practised()
    asked, end = walk_through(Intake(known, TODAY, guest=True), **{**KNOWN, **WELL})
    assert set(WELL) < set(asked)
    assert end == Ready("back-ease-20", "A", 2)


@pytest.mark.parametrize("sign", ["numb_seat", "both_legs", "chest"])
def test_the_first_sign_that_needs_help_at_once_ends_the_questions(sign: str) -> None:
    asked, found = walk_through(Intake(Diary(), TODAY), **{**NEW, sign: True})
    assert found is End.HELP_NOW
    assert asked[-1] == sign


@pytest.mark.parametrize("guest", [True, False])
@pytest.mark.parametrize("allowed", [True, False])
def test_an_illness_of_the_past_locks_neither_guests_nor_newcomers_out_who_were_seen(
    guest: bool, allowed: bool
) -> None:
    said = {**NEW, "unwell": True, "allowed": allowed}
    asked, found = walk_through(Intake(Diary(), TODAY, guest=guest), **said)
    assert asked[asked.index("unwell") + 1] == "allowed"
    if allowed:
        assert found == Ready("first-steps", "A", 2)
    else:
        assert (found, asked[-1]) == (End.HELP_TODAY, "allowed")


@pytest.mark.parametrize("sign", ["bones", "spine"])
def test_who_has_weak_bones_or_a_narrow_spine_is_asked_if_hills_were_allowed(sign: str) -> None:
    asked, _ = walk_through(Intake(Diary(), TODAY), **{**NEW, sign: True, "hills": True})
    assert asked[len(WELL) + 1] == "hills"
    guest, _ = walk_through(Intake(Diary(), TODAY, guest=True), **{**NEW, sign: True})
    assert "hills" not in guest


def test_a_new_sign_ends_it_for_who_was_here_before() -> None:
    assert (
        walk_through(Intake(practised(), TODAY), **{**KNOWN, "new_signs": True})[1] is End.HELP_NOW
    )


def test_strong_pain_ends_on_the_page_for_resting() -> None:
    assert walk_through(Intake(practised(), TODAY), **{**KNOWN, "pain": 8})[1] is End.REST


NUMB = practised(walked(quality=PainQuality.NUMB_OR_WEAK))


@pytest.mark.parametrize("known", [practised(red_flag=True), NUMB], ids=["before a walk", "stop"])
def test_who_told_of_a_sign_is_first_asked_if_somebody_saw_them_and_no_asks_for_help(
    known: Diary,
) -> None:
    asked, end = walk_through(Intake(known, TODAY), seen=False)
    assert (asked, end) == (["seen"], End.HELP_TODAY)


@pytest.mark.parametrize("known", [practised(red_flag=True), NUMB], ids=["before a walk", "stop"])
def test_who_was_seen_since_is_asked_everything_again_and_may_walk(known: Diary) -> None:
    asked, end = walk_through(Intake(known, TODAY), **{**KNOWN, **WELL, "seen": True})
    assert asked[0] == "seen" and set(WELL) < set(asked)
    assert isinstance(end, Ready)


def test_an_illness_of_the_past_that_a_doctor_has_seen_locks_nobody_out() -> None:
    said = {**KNOWN, **WELL, "seen": True, "unwell": True}
    intake = Intake(practised(red_flag=True), TODAY)
    assert walk_through(intake, **said)[1] == Ready("back-ease-20", "A", 2)
    assert walk_through(intake, **{**said, "chest": True})[1] is End.HELP_NOW


def test_on_the_day_of_a_stop_that_needs_help_nothing_is_asked_and_nothing_offered() -> None:
    today = practised(walked(ago=0, quality=PainQuality.DIZZY_OR_CHEST))
    assert walk_through(Intake(today, TODAY)) == ([], End.HELP_TODAY)


UNEXPLAINED = practised(walked(completed=False, stopped_for_pain=True, zone=Zone.RED))


def test_a_pain_stop_that_was_not_spoken_of_is_asked_about_at_the_next_start() -> None:
    said = {**KNOWN, "quality": "dull"}
    asked, end = walk_through(Intake(UNEXPLAINED, TODAY), **said)
    assert asked == ["quality", "new_signs", "since_last", "pain", "walk", "key"]
    assert isinstance(end, Ready)


@pytest.mark.parametrize("quality", ["numb_or_weak", "dizzy_or_chest"])
def test_a_sign_told_of_late_still_shows_the_help_page(quality: str) -> None:
    asked, end = walk_through(Intake(UNEXPLAINED, TODAY), quality=quality)
    assert (asked, end) == (["quality"], End.HELP_NOW)


def test_a_sharp_pain_told_of_late_leaves_the_gentle_start() -> None:
    said = {**KNOWN, "quality": "sharp", "walk": "gentle-start"}
    asked, end = walk_through(Intake(UNEXPLAINED, TODAY), **said)
    assert end == Ready("gentle-start", "A", 2)
    assert asked[0] == "quality"


def test_a_press_by_mistake_told_of_late_is_no_red_event() -> None:
    intake = Intake(UNEXPLAINED, TODAY).answered("quality", "mistake")
    assert intake.told.walks[-1].zone is Zone.FINE


@pytest.mark.parametrize(
    "last", [walked(ago=0), walked(ago=3, since_last="same")], ids=["today", "told already"]
)
def test_the_next_morning_is_asked_about_once_and_not_on_the_same_day(last: object) -> None:
    diary = practised()
    again = replace(diary, walks=(*diary.walks, last))  # type: ignore[arg-type]  # a row's
    assert "since_last" not in walk_through(Intake(again, TODAY), **KNOWN)[0]


def test_nobody_is_asked_about_a_walk_that_never_was() -> None:
    assert (
        "since_last"
        not in walk_through(Intake(walker(), TODAY), **{**KNOWN, "walk": "first-steps"})[0]
    )


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Kind.AGE, 11),
        (Kind.AGE, 111),
        (Kind.AGE, "50"),
        (Kind.AGE, True),
        (Kind.YES_NO, "yes"),
        (Kind.YES_NO, 1),
        (Kind.PAIN, 11),
        (Kind.PAIN, -1),
        (Kind.PAIN, True),
        (Kind.PAIN, "2"),
        (Kind.CHOICE, "power-intervals"),
        (Kind.CHOICE, True),
        (Kind.DONE, False),
    ],
)
def test_an_impossible_answer_is_refused_and_changes_nothing(kind: Kind, wrong: Answer) -> None:
    intake = Intake(Diary(), TODAY)
    while isinstance(asked := intake.asks(), Question) and asked.kind is not kind:
        intake = intake.answered(asked.key, NEW[asked.key])
    assert isinstance(asked, Question)
    with pytest.raises(Refused):
        intake.answered(asked.key, wrong)
    assert intake.asks() == asked


def test_an_answer_to_what_is_not_asked_is_refused() -> None:
    with pytest.raises(Refused, match="no longer on the screen"):
        Intake(practised(), TODAY).answered("pain", 2)


def test_back_leads_to_the_question_before() -> None:
    intake = Intake(practised(), TODAY)
    assert intake.back() == intake
    before = intake.answered("new_signs", False)
    assert before.answered("since_last", "same").back() == before
    assert before.back() == intake


def test_a_wrong_tap_on_a_sign_can_be_taken_back() -> None:
    intake = Intake(practised(), TODAY)
    assert intake.answered("new_signs", True).back().asks() == intake.asks()


def test_before_the_morning_walk_one_stands_still_and_who_is_dizzy_sits_down() -> None:
    """Sheet, row 8.3.3: a minute of standing, and the question, before the start."""
    said = {**KNOWN, "walk": "morning-loosener"}
    asked, end = walk_through(Intake(practised(), TODAY), **said, dizzy=True)
    assert (asked[-2:], end) == (["walk", "dizzy"], End.SIT)
    asked, end = walk_through(Intake(practised(), TODAY), **said, dizzy=False)
    assert (asked[-3:], end) == (["walk", "dizzy", "key"], Ready("morning-loosener", "B", 2))


def test_who_sat_down_is_asked_again_behind_back() -> None:
    intake = Intake(practised(), TODAY)
    for key in ("new_signs", "since_last", "pain"):
        intake = intake.answered(key, KNOWN[key])
    dizzy = intake.answered("walk", "morning-loosener").answered("dizzy", True)
    asked = dizzy.back().asks()
    assert isinstance(asked, Question) and asked.key == "dizzy"
