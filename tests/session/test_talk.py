"""When it is asked whether talking is easy. Row: section 8.2 of the sheet that this project was
built to, "Mid, then at most every 10 min".
"""

import pytest

from treadctl.session.acts import Ask
from treadctl.session.plan import plan
from treadctl.session.profile import find, names
from treadctl.session.talk import QUESTION, QUIET_S, Talk

PROFILES = [name for name in names() if find(name).enabled]


def asked_at(name: str) -> list[int]:
    """The seconds of the walk at which it is asked, if nobody answers."""
    made = plan(find(name))
    talk = Talk(made)
    return [second for second in range(round(made.duration_s)) if talk.tick(second, may_ask=True)]


@pytest.mark.parametrize("name", PROFILES)
def test_it_is_asked_behind_the_middle_of_every_walk_in_a_quiet_stretch(name: str) -> None:
    made = plan(find(name))
    (first, *_) = asked_at(name)
    assert first >= made.duration_s / 2
    for at in asked_at(name):
        near = [step for step in made.steps if at < step.start_s <= at + QUIET_S]
        assert all(step.speed_kmh <= made.at(at).speed_kmh for step in near)
        assert not any(at <= check <= at + QUIET_S for check in made.check_ins_s)


def test_in_a_long_walk_it_is_asked_again_after_ten_minutes() -> None:
    first, second = asked_at("back-ease-30")[:2]
    assert second - first >= 600


def test_nobody_has_to_answer_and_it_is_open_for_half_a_minute() -> None:
    talk = Talk(plan(find("back-ease-20")))
    at = asked_at("back-ease-20")[0]
    assert talk.tick(at, may_ask=True) == [Ask("talk", QUESTION, needed=False)]
    talk.tick(at + 29.0, may_ask=True)
    assert talk.asking
    talk.tick(at + 30.0, may_ask=True)
    assert not talk.asking


def test_another_question_comes_first_and_ends_it() -> None:
    talk = Talk(plan(find("back-ease-20")))
    at = asked_at("back-ease-20")[0]
    assert talk.tick(at, may_ask=False) == []
    talk.tick(at + 1.0, may_ask=True)
    talk.tick(at + 2.0, may_ask=False)
    assert not talk.asking


def test_an_answer_ends_it() -> None:
    talk = Talk(plan(find("back-ease-20")))
    talk.tick(asked_at("back-ease-20")[0], may_ask=True)
    talk.closed()
    assert not talk.asking
