"""The questions about signs: which lead to help, to advice or to a doctor's word."""

from dataclasses import replace

import pytest

from tests.session.person.test_intake import KNOWN, NEW, walk_through
from tests.session.person.test_screening import WELL
from tests.session.person.walkers import TODAY, practised, walked, walker
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Diary, PainQuality
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import End


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
