"""The programme on the way to Start: what is asked once, and what today's walk is."""

from dataclasses import replace

import pytest

from tests.session.person.walkers import TODAY, days_ago, practised, walked, walker
from treadctl.session.caps import NO_CAPS, Caps
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import Answer, Question

WELL: dict[str, Answer] = {"new_signs": False, "since_last": "same", "pain": 2}


def after(diary: Diary, **said: Answer) -> Intake:
    """The intake of a walker who feels little pain, with these answers too."""
    intake = Intake(diary, TODAY)
    while isinstance(now := intake.asks(), Question) and now.key in {**WELL, **said}:
        intake = intake.answered(now.key, {**WELL, **said}[now.key])
    return intake


def asked(intake: Intake) -> str:
    now = intake.asks()
    assert isinstance(now, Question), now
    return now.key


def senior() -> Diary:
    """Somebody of 70 after six clean walks, the last one yesterday."""
    learnt = [walked("first-steps", ago) for ago in (12, 10, 8)]
    steady = [walked("senior-steady-20", ago) for ago in (5, 3, 1)]
    return walker(*learnt, *steady, age=70)


def test_a_senior_who_says_yes_once_walks_in_tier_b_and_is_not_asked_again() -> None:
    assert asked(after(senior())) == "move_to_b"
    yes = after(senior(), move_to_b=True, walk="senior-steady-20", key=True)
    ready = yes.asks()
    assert isinstance(ready, Ready) and ready.tier == "B"
    assert asked(after(yes.screened)) == "walk"


def test_a_senior_who_says_no_stays_in_tier_a_and_is_not_asked_the_next_day() -> None:
    no = after(senior(), move_to_b=False, walk="senior-steady-20", key=True)
    ready = no.asks()
    assert isinstance(ready, Ready) and ready.tier == "A"
    tomorrow = replace(no.screened, asked_about_b=days_ago(1))
    assert asked(after(tomorrow)) == "walk"


def test_back_asks_again_and_the_other_answer_counts() -> None:
    back = after(senior(), move_to_b=True).back()
    assert asked(back) == "move_to_b"
    assert not back.answered("move_to_b", False).screened.moved_to_b


def test_nobody_is_asked_on_a_sore_day_and_no_guest_ever() -> None:
    assert asked(after(senior(), pain=5)) == "walk"
    guest = Intake(replace(senior(), age=70), TODAY, guest=True)
    assert "move_to_b" not in str(guest.asks())


def test_a_younger_walker_chooses_a_plan_before_the_walk() -> None:
    diary = replace(practised(walked(ago=1)), ladder=None)
    assert asked(after(diary)) == "ladder"
    assert after(diary, ladder="T").screened.ladder == "T"


def test_today_s_walk_comes_first_at_its_dose_and_the_others_as_written() -> None:
    diary = practised(*[walked(ago=ago, peak_speed_kmh=2.5) for ago in (5, 3, 1)])
    now = after(diary).asks()
    assert isinstance(now, Question) and now.options[0] == "back-ease-20"
    dosed, written = [
        after(diary, walk=walk, key=True).asks() for walk in ("back-ease-20", "back-ease-30")
    ]
    assert dosed == Ready("back-ease-20", "B", 2, Caps(minutes=10, max_speed_kmh=3.5))
    assert written == Ready("back-ease-30", "B", 2, Caps(max_speed_kmh=3.5))


@pytest.mark.parametrize(
    ("agreed", "caps"),
    [(None, NO_CAPS), (Agreed("NN", TODAY, max_speed_kmh=2.0), Caps(max_speed_kmh=2.0))],
)
def test_caps_that_were_agreed_hold_for_every_walk(agreed: Agreed | None, caps: Caps) -> None:
    diary = replace(walker(), agreed=agreed)
    ready = after(diary, walk="gentle-start", key=True).asks()
    assert ready == Ready("gentle-start", "A", 2, caps)


def test_what_was_not_agreed_is_not_offered_and_says_so() -> None:
    held = Agreed("NN", TODAY, profiles=("evening-unwind",))
    offered = after(replace(practised(walked(ago=1)), agreed=held)).offered()
    assert {name for name, _ in offered.walks} == {"first-steps", "gentle-start", "evening-unwind"}
    assert ("back-ease-20", ("not_agreed",)) in offered.closed


def test_pain_of_6_is_for_resting_whatever_was_agreed_to_be_usual() -> None:
    used_to_it = replace(walker(), agreed=Agreed("NN", TODAY, usual_pain=8))
    assert after(used_to_it, pain=6).offered().blocked == "rest"
    lower = replace(walker(*[walked(start_pain=6)] * 5), agreed=Agreed("NN", TODAY, usual_pain=3))
    assert after(lower, pain=6).offered().blocked == "rest"
