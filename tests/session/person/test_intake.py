"""From the first screen to Start, one decision at a time."""

from dataclasses import replace

import pytest

from tests.session.person.test_screening import WELL
from tests.session.person.walkers import TODAY, practised, walked, walker
from treadctl.errors import Refused
from treadctl.session.caps import Caps
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Diary, PainQuality, Zone
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


@pytest.mark.parametrize("guest", [True, False])
@pytest.mark.parametrize("sign", ["heart", "sugar", "breath", "active"])
def test_an_illness_leads_to_advice_that_is_read_and_to_tier_a(sign: str, guest: bool) -> None:
    said = {**NEW, sign: not WELL[sign], "advised": True}
    asked, end = walk_through(Intake(Diary(), TODAY, guest=guest), **said)
    assert asked == ["age", *WELL, "advised", "pain", "walk", "key"]
    assert end == Ready("first-steps", "A", 2)


def test_who_was_seen_by_a_doctor_is_not_sent_to_one_again_and_no_more_is_asked_than_that() -> None:
    said = {**NEW, "unwell": True, "allowed": True, "heart": True, "bones": True, "hills": False}
    asked, _ = walk_through(Intake(Diary(), TODAY), **said)
    assert "allowed" in asked and "hills" in asked and "advised" not in asked
    assert len(asked) <= 20  # with the name and the picture, Start and I'm on: 24 taps


@pytest.mark.parametrize(("age", "end"), [(70, End.HELP_TODAY), (50, None)])
def test_a_new_pain_after_a_fall_at_65_needs_a_doctor_s_word(age: int, end: End | None) -> None:
    said = {**NEW, "age": age, "fall": True, "flare": True, "allowed": False}
    asked, found = walk_through(Intake(Diary(), TODAY), **said)
    if end is None:
        assert isinstance(found, Ready)
        return
    assert (found, asked[-2:]) == (end, ["flare", "allowed"])
    allowed, found = walk_through(Intake(Diary(), TODAY), **{**said, "allowed": True})
    assert found == Ready("first-steps", "A", 2) and "treadmill" in allowed


@pytest.mark.parametrize("guest", [True, False])
def test_who_always_has_so_strong_a_pain_is_offered_a_gentle_start_from_the_first_day(
    guest: bool,
) -> None:
    """Sheet, 4.2, where its rules meet: a usual pain of 6 and more, and no red flag."""
    said = {**NEW, "pain": 7, "usual": True, "walk": "gentle-start"}
    intake = Intake(Diary(), TODAY, guest=guest)
    asked, end = walk_through(intake, **said)
    assert asked[-4:] == ["pain", "usual", "walk", "key"]
    assert end == Ready("gentle-start", "A", 7)
    assert walk_through(intake, **{**said, "usual": False})[1] is End.REST
    assert walk_through(intake, **{**said, "chest": True})[1] is End.HELP_NOW


def test_whose_starts_tell_their_usual_pain_is_not_asked_for_it() -> None:
    mild, strong = walker(walked(start_pain=2)), walker(*[walked(start_pain=7)] * 3)
    said = {**KNOWN, "pain": 7, "walk": "gentle-start"}
    assert walk_through(Intake(mild, TODAY), **said)[1] is End.REST
    assert walk_through(Intake(strong, TODAY), **said)[1] == Ready("gentle-start", "A", 7)


@pytest.mark.parametrize(("agreed", "asked"), [(5, False), (6, True)])
def test_a_lower_usual_pain_that_was_agreed_holds_against_their_word(
    agreed: int, asked: bool
) -> None:
    diary = replace(walker(), agreed=Agreed("NN", TODAY, usual_pain=agreed))
    said = {**KNOWN, "pain": 7, "usual": True, "walk": "gentle-start"}
    found, end = walk_through(Intake(diary, TODAY), **said)
    assert ("usual" in found, end is End.REST) == (asked, not asked)


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
