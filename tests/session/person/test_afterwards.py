"""What is asked once the belt stands. Rows: section 4.2 of the sheet that this project was built
to, "PAIN STOP pressed", "sharp or down the leg" and "numb/weak, ..., dizzy, chest".
"""

import pytest

from tests.session.person.walkers import TODAY, practised, walker
from treadctl.errors import Refused
from treadctl.session.person.afterwards import Afterwards, Again, Enough
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake
from treadctl.session.person.question import Answer, End, Kind, Question
from treadctl.session.person.wants import EVERY, due
from treadctl.session.segments import Tier

STOPPED = Afterwards("back-ease-20", "B", 2, stopped_for_pain=True)
WALKED = Afterwards("back-ease-20", "B", 2)


def told(after: Afterwards, **said: Answer) -> Afterwards:
    for key, value in said.items():
        after = after.answered(key, value)
    return after


def asked(after: Afterwards) -> str:
    found = after.asks()
    assert isinstance(found, Question), found
    return found.key


def test_after_a_pain_stop_it_is_asked_what_the_pain_was_like_and_a_mistake_is_an_answer() -> None:
    assert STOPPED.asks() == Question(
        "quality",
        Kind.CHOICE,
        ("dull", "sharp", "down_the_leg", "numb_or_weak", "dizzy_or_chest", "mistake"),
    )


def test_in_first_steps_a_press_to_try_it_out_is_an_answer_like_a_mistake() -> None:
    first = Afterwards("first-steps", "A", 2, stopped_for_pain=True).asks()
    assert isinstance(first, Question) and first.options[-1] == "practice"


@pytest.mark.parametrize("quality", ["numb_or_weak", "dizzy_or_chest"])
def test_numb_weak_dizzy_or_chest_shows_the_help_page_first(quality: str) -> None:
    assert told(STOPPED, quality=quality).asks() is End.HELP_NOW


@pytest.mark.parametrize("quality", ["sharp", "down_the_leg"])
def test_sharp_or_down_the_leg_ends_the_session(quality: str) -> None:
    after = told(STOPPED, quality=quality)
    assert asked(after) == "end_pain"
    assert told(after, end_pain=3).asks() == Enough()


@pytest.mark.parametrize(
    ("pain", "then"), [(5, End.REST), (6, End.REST), (4, "again"), (0, "again")]
)
def test_a_dull_pain_leads_to_a_gentle_start_unless_it_is_6_or_3_above_the_start(
    pain: int, then: object
) -> None:
    after = told(STOPPED, quality="dull", end_pain=pain).asks()
    assert after == (Again("gentle-start", "A", 2) if then == "again" else then)


@pytest.mark.parametrize(
    ("profile", "press"), [("back-ease-30", "mistake"), ("first-steps", "practice")]
)
def test_a_press_by_mistake_or_for_practice_leads_to_the_same_walk(
    profile: str, press: str
) -> None:
    after = Afterwards(profile, "A", 3, stopped_for_pain=True)
    assert told(after, quality=press).asks() == Again(profile, "A", 3)


def after_a_pain(profile: str, tier: Tier, diary: Diary, end_pain: int) -> object:
    """Where a dull pain leads to that stopped a walk begun with pain 2."""
    begun = Intake(diary, TODAY, said={"new_signs": False, "pain": 2})
    after = Afterwards(profile, tier, 2, stopped_for_pain=True, intake=begun)
    return told(after, quality="dull", end_pain=end_pain).asks()


@pytest.mark.parametrize(
    ("profile", "tier", "lower"),
    [
        ("power-intervals", "C", "back-ease-20"),
        ("back-ease-30", "B", "back-ease-20"),
        ("back-ease-20", "B", "morning-loosener"),
        ("morning-loosener", "B", "gentle-start"),
        ("first-steps", "A", "gentle-start"),
        ("gentle-start", "A", "gentle-start"),
    ],
)
def test_after_a_real_pain_every_walk_leads_one_level_lower_in_tier_a(
    profile: str, tier: Tier, lower: str
) -> None:
    assert after_a_pain(profile, tier, practised(), 3) == Again(lower, "A", 2)


def test_a_new_start_keeps_the_rules_of_a_start_with_the_pain_of_now() -> None:
    worse = after_a_pain("back-ease-30", "B", practised(), 4)  # 2 above the usual
    assert worse == Again("morning-loosener", "A", 2)
    new = after_a_pain("morning-loosener", "A", walker(), 3)
    assert new == Again("gentle-start", "A", 2)


def test_where_nothing_is_known_of_the_walker_a_gentle_start_is_next() -> None:
    after = Afterwards("back-ease-30", "B", 2, stopped_for_pain=True)
    assert told(after, quality="dull", end_pain=3).asks() == Again("gentle-start", "A", 2)


def test_a_variation_that_was_stopped_by_mistake_goes_on_in_tier_b() -> None:
    after = Afterwards("incline-gentle", "C", 1, stopped_for_pain=True)
    assert told(after, quality="mistake").asks() == Again("incline-gentle", "B", 1)


def test_after_a_walk_pain_and_effort_are_asked_and_then_what_is_due() -> None:
    due = Question("activity_now", Kind.SCALE)
    after = Afterwards("back-ease-20", "B", 2, more=(due,))
    assert asked(after) == "end_pain"
    assert asked(told(after, end_pain=2)) == "effort"
    assert told(after, end_pain=2, effort=3).asks() == due
    assert told(after, end_pain=2, effort=3, activity_now=5).asks() == Enough()


def test_which_activity_comes_before_how_well_it_goes_and_nothing_asks_no_more() -> None:
    after = told(Afterwards("x", "A", 2, more=due([], TODAY)), end_pain=2, effort=3)
    assert asked(after) == "want"
    stairs = told(after, want="stairs")
    assert stairs.asks() == Question("want_now", Kind.SCALE, ("stairs",))
    assert told(stairs, want_now=4).measure("want_now") == {"want:stairs": 4}
    nothing = told(after, want="nothing")
    assert nothing.asks() == Enough()
    assert nothing.measure("want") == {"want:nothing": 0}


def test_an_activity_that_is_known_keeps_its_name() -> None:
    again = due([(TODAY - EVERY, "want:sleep", 4)], TODAY)
    after = told(Afterwards("x", "A", 2, more=again), end_pain=2, effort=3, want_now=6)
    assert after.measure("want_now") == {"want:sleep": 6}
    assert after.measure("effort") is None


def test_strong_pain_at_the_end_of_a_walk_is_noted_and_asks_no_less() -> None:
    assert asked(told(WALKED, end_pain=9)) == "effort"


@pytest.mark.parametrize(
    ("key", "value"),
    [("end_pain", 2), ("quality", "fine"), ("quality", "practice"), ("quality", True)],
)
def test_what_is_not_asked_or_cannot_be_is_refused(key: str, value: Answer) -> None:
    with pytest.raises(Refused):
        STOPPED.answered(key, value)


def test_a_wrong_tap_can_be_taken_back() -> None:
    wrong = told(STOPPED, quality="sharp")
    assert wrong.back() == STOPPED
    assert STOPPED.back() == STOPPED


@pytest.mark.parametrize("sign", ["numb_or_weak", "dizzy_or_chest"])
@pytest.mark.parametrize("then", ["mistake", "dull"])
def test_a_sign_that_was_taken_back_is_kept_and_offers_no_walk_in_this_visit_either(
    sign: str, then: str
) -> None:
    back = told(STOPPED, quality=sign).back()
    assert asked(back) == "quality"
    assert told(back, quality=then).asks() is End.HELP_TODAY
    assert told(told(back, quality=then).back(), quality=sign).asks() is End.HELP_NOW
