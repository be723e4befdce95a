"""From the first screen to Start, one decision at a time."""

from dataclasses import replace

import pytest

from tests.session.person.test_screening import WELL
from tests.session.person.walkers import TODAY, practised, walked, walker
from treadctl.errors import Refused
from treadctl.session.caps import Caps
from treadctl.session.person.diary import Diary, Zone
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import Answer, End, Kind, Question
from treadctl.session.plan import plan
from treadctl.session.profile import find
from treadctl.session.talk import Talk

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


EASY_30 = walked("back-ease-30", effort=2, talked_easily=True, peak_speed_kmh=4.0)
BRISK: dict[str, Answer] = {**KNOWN, "walk": "power-intervals"}


def test_brisk_minutes_open_to_a_walker_of_the_walks_before_them_and_begin_with_the_talk_test() -> (
    None
):
    asked, end = walk_through(Intake(practised(EASY_30), TODAY), **BRISK)
    assert asked[-2:] == ["walk", "key"]
    assert end == Ready("power-intervals", "C", 2, Caps(max_speed_kmh=4.2))
    talked = walked("power-intervals", talked_easily=True, peak_speed_kmh=4.2)
    _, end = walk_through(Intake(practised(EASY_30, talked), TODAY), **BRISK)
    assert end == Ready("power-intervals", "C", 2, Caps(max_speed_kmh=5.2))


def test_the_talk_test_comes_in_the_first_brisk_minutes() -> None:
    first = plan(find("power-intervals"), "C", Caps(max_speed_kmh=4.2))
    talk, asked = Talk(first), []
    for second in range(int(first.duration_s)):
        asked += [first.at(second).speed_kmh for _ in talk.tick(second, may_ask=True)]
    assert asked[0] == 4.2 and max(step.speed_kmh for step in first.steps) == 4.2


def senior_for_brisk_minutes() -> Intake:
    """Somebody of 70 to whom nothing but company is missing."""
    diary = replace(practised(EASY_30, age=70), moved_to_b=True)
    intake = Intake(diary, TODAY)
    for key in ("new_signs", "since_last", "pain"):
        intake = intake.answered(key, KNOWN[key])
    return intake.answered("walk", "power-intervals")


def test_at_65_brisk_minutes_need_somebody_beside_the_walker() -> None:
    """Sheet, 4.3."""
    asked, end = walk_through(senior_for_brisk_minutes(), company=True, key=True)
    assert asked == ["company", "key"]
    assert end == Ready("power-intervals", "B", 2, Caps(max_speed_kmh=4.2))


def test_who_is_alone_chooses_another_walk_and_back_leads_from_there() -> None:
    alone = senior_for_brisk_minutes().answered("company", False)
    asked = alone.asks()
    assert isinstance(asked, Question)
    assert asked.key == "walk" and "power-intervals" not in asked.options
    assert dict(alone.offered().closed)["power-intervals"] == ("somebody_with_you",)
    other = alone.answered("walk", "senior-steady-20")
    assert isinstance(other.answered("key", True).asks(), Ready)
    again = other.back().asks()
    assert isinstance(again, Question) and again.key == "walk"


def test_who_sat_down_is_asked_again_behind_back() -> None:
    intake = Intake(practised(), TODAY)
    for key in ("new_signs", "since_last", "pain"):
        intake = intake.answered(key, KNOWN[key])
    dizzy = intake.answered("walk", "morning-loosener").answered("dizzy", True)
    asked = dizzy.back().asks()
    assert isinstance(asked, Question) and asked.key == "dizzy"
