"""Which walks are offered, a row for each rule."""

from dataclasses import replace

import pytest

from tests.session.person.walkers import SCREENED, TODAY, days_ago, practised, walked, walker
from treadctl.session.person.diary import Diary, PainQuality, Zone
from treadctl.session.person.offer import Offer, offer, screening_due


def names(found: Offer) -> list[str]:
    return [name for name, _ in found.walks]


def learnt() -> Diary:
    return walker(*[walked("first-steps", start_pain=2)] * 3)


@pytest.mark.parametrize(
    ("diary", "due"),
    [
        (Diary(50), True),
        (Diary(50, replace(SCREENED, day=days_ago(90))), False),
        (Diary(50, replace(SCREENED, day=days_ago(91))), True),
        (Diary(50, replace(SCREENED, day=days_ago(-1))), True),  # the calendar went back
        (walker(walked(quality=PainQuality.NUMB_OR_WEAK)), True),
        (walker(walked(quality=PainQuality.DIZZY_OR_CHEST)), True),
        (walker(walked(quality=PainQuality.SHARP)), False),
        (walker(walked(ago=11, quality=PainQuality.NUMB_OR_WEAK)), False),
    ],
)
def test_the_screening_comes_before_the_first_walk_after_90_days_and_after_a_stop_for_help(
    diary: Diary, due: bool
) -> None:
    assert screening_due(diary, TODAY) is due
    assert (offer(diary, 2, TODAY).blocked == "screening") is due


def test_a_red_flag_lets_nobody_start() -> None:
    assert offer(practised(red_flag=True), 0, TODAY) == Offer(blocked="red_flag")


@pytest.mark.parametrize(("usual", "blocked"), [(2, "rest"), (5, "rest"), (6, None)])
def test_pain_6_is_for_resting_unless_it_is_the_usual(usual: int, blocked: str | None) -> None:
    found = offer(walker(*[walked(start_pain=usual)] * 3), 6, TODAY)
    assert found.blocked == blocked
    assert names(found) == ([] if blocked else ["gentle-start"])


def test_who_is_new_and_65_or_older_and_sore_is_offered_a_gentle_start() -> None:
    assert names(offer(walker(age=70), 4, TODAY)) == ["gentle-start"]
    assert names(offer(walker(age=70), 5, TODAY)) == ["gentle-start"]


@pytest.mark.parametrize(("done", "pain", "calm"), [(2, 3, False), (2, 4, True), (3, 4, False)])
def test_pain_4_in_the_first_three_walks_is_for_calm_walks(
    done: int, pain: int, calm: bool
) -> None:
    diary = walker(*[walked("first-steps", start_pain=4)] * done, new_to_treadmills=False)
    only_calm = names(offer(diary, pain, TODAY)) == ["gentle-start", "morning-loosener"]
    assert only_calm is calm


@pytest.mark.parametrize(("pain", "calm"), [(3, False), (4, True), (5, True)])
def test_2_above_the_usual_is_for_calm_walks(pain: int, calm: bool) -> None:
    found = offer(practised(), pain, TODAY)
    assert (names(found) == ["gentle-start", "morning-loosener"]) is calm
    assert ("sore_today" in found.advice) is calm


@pytest.mark.parametrize("quality", [PainQuality.SHARP, PainQuality.DOWN_THE_LEG])
def test_after_a_sharp_pain_the_next_walk_is_a_gentle_start(quality: PainQuality) -> None:
    once = practised(walked(zone=Zone.RED, quality=quality))
    found = offer(once, 0, TODAY)
    assert (names(found), found.advice) == (["gentle-start"], ("sharp_last_time",))
    twice = practised(walked(quality=quality), walked(), walked(quality=quality))
    assert offer(twice, 0, TODAY).advice == ("ask_your_professional",)
    over = practised(walked(quality=quality), walked("gentle-start"))
    assert len(offer(over, 2, TODAY).walks) > 2


def test_a_start_that_was_broken_off_at_once_does_not_lift_a_sharp_pain() -> None:
    sharp = walked(quality=PainQuality.SHARP)
    aborted = walked("gentle-start", ago=1, completed=False, minutes=0.05)
    assert offer(practised(sharp, aborted), 2, TODAY).advice == ("sharp_last_time",)
    minute = replace(aborted, minutes=1.0)
    assert offer(practised(sharp, minute), 2, TODAY).advice == ()


def test_a_sharp_pain_in_the_first_minute_counts_all_the_same() -> None:
    at_once = walked(quality=PainQuality.SHARP, completed=False, minutes=0.3)
    assert offer(practised(at_once), 2, TODAY).advice == ("sharp_last_time",)


def test_starts_that_were_broken_off_at_once_do_not_make_a_walker_used_to_it() -> None:
    aborted = walked("first-steps", completed=False, minutes=0.05)
    diary = walker(*[walked("first-steps", start_pain=4)] * 2, aborted, new_to_treadmills=False)
    assert offer(diary, 4, TODAY).advice == ("sore_today",)


def test_red_outranks_amber() -> None:
    sore = practised(walked(quality=PainQuality.SHARP, start_pain=2))
    assert offer(sore, 6, TODAY).blocked == "rest"
    assert names(offer(sore, 5, TODAY)) == ["gentle-start"]


def test_who_is_new_learns_first() -> None:
    found = offer(walker(), 2, TODAY)
    assert found.walks == (("first-steps", "A"), ("gentle-start", "A"))
    assert dict(found.closed)["back-ease-20"] == ("first_steps_first",)


def test_who_has_learnt_walks_the_base_walk_today() -> None:
    assert offer(learnt(), 2, TODAY).walks[0] == ("back-ease-20", "B")
    senior = walker(*[walked("first-steps")] * 3, age=70)
    assert offer(senior, 2, TODAY).walks[0] == ("senior-steady-20", "A")
    assert dict(offer(learnt(), 2, TODAY).closed)["senior-steady-20"] == ("for_65_and_older",)


@pytest.mark.parametrize(("clean", "offered"), [(2, False), (3, True)])
def test_three_clean_twenties_open_the_thirty(clean: int, offered: bool) -> None:
    walks = [walked("first-steps")] * 3 + [walked()] * clean + [walked(zone=Zone.EASY)]
    assert ("back-ease-30" in names(offer(walker(*walks), 2, TODAY))) is offered


def test_hills_are_open_to_the_practised_in_their_own_tier_and_to_seniors_in_theirs() -> None:
    assert ("incline-gentle", "C") in offer(practised(), 2, TODAY).walks
    assert ("incline-gentle", "A") in offer(practised(age=70), 2, TODAY).walks
    assert "incline-gentle" not in names(offer(practised(narrow_spine=True), 2, TODAY))
    assert "incline-gentle" not in names(offer(learnt(), 2, TODAY))


@pytest.mark.parametrize("unsure", ["caution", "fell_in_12_months"])
def test_who_keeps_to_tier_a_walks_hills_in_tier_a(unsure: str) -> None:
    assert dict(offer(practised(**{unsure: True}), 2, TODAY).walks)["incline-gentle"] == "A"


def test_brisk_minutes_open_when_all_is_easy() -> None:
    easy = walked("back-ease-30", effort=2, talked_easily=True, peak_speed_kmh=4.3)
    assert ("power-intervals", "C") in offer(practised(easy), 2, TODAY).walks
    assert "power-intervals" not in names(offer(practised(), 2, TODAY))
    assert "power-intervals" not in names(offer(practised(easy, age=70), 2, TODAY))
    assert "power-intervals" in names(offer(practised(easy, age=70), 2, TODAY, company=True))


def test_walking_backwards_is_never_offered() -> None:
    found = offer(practised(), 2, TODAY, company=True)
    assert dict(found.closed)["retro-supervised"] == ("not_offered",)
