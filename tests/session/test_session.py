"""One walk, from the walker's Start to its end: what is said, asked and aimed at. No clock runs."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.model import StopCause
from treadctl.session.acts import Act, Aim, Ask, End, Say, StartBelt
from treadctl.session.plan import plan
from treadctl.session.profile import find
from treadctl.session.session import Session, Stage

TICK_S = 0.25
QUESTIONS = ["on", "rise", "pain", "go_on"]


class Told:
    """A session and all its acts. The belt does at once what it is asked."""

    def __init__(
        self, profile: str = "first-steps", *, tap: bool = True, start_pain: int | None = 2
    ) -> None:
        made, found = plan(find(profile)), find(profile)
        self.session = Session(
            made,
            0.0,
            tap_for_each_rise=tap,
            posture_prompts=found.posture_prompts,
            start_pain=start_pain,
        )
        self.now = 0.0
        self.told: list[tuple[float, Act]] = []
        self.answers: dict[str, bool | int] = {}

    def note(self, acts: list[Act]) -> list[Act]:
        self.told += [(self.now, act) for act in acts]
        for act in acts:
            if isinstance(act, Aim):
                self.session.commanded(act.speed_kmh, act.inclination_percent)
        return acts

    def reply(self, question: str, answer: bool | int) -> list[Act]:
        pain = answer if question == "pain" else None
        return self.note(self.session.reply(question, self.now, yes=answer is True, pain=pain))

    def pass_time(self, seconds: float) -> "Told":
        """Tick on, answering what there is an answer for."""
        for _ in range(round(seconds / TICK_S)):
            self.note(self.session.tick(self.now))
            question = self.session.question
            if question in self.answers:
                self.reply(question, self.answers[question])
            self.now += TICK_S
        return self

    def walking(self) -> "Told":
        """The walker has stepped on: second 0 of the plan is now."""
        self.pass_time(6)
        self.note(self.session.belt_moves(self.now))
        self.session.commanded(0.8, 0.0)
        self.reply("on", True)
        return self.pass_time(5)

    def willing(self) -> "Told":
        self.answers = {"rise": True, "pain": 2}
        return self

    def asked_about_pain(self) -> "Told":
        """A willing walker at the first question, 2:00 into the plan, which is still open."""
        self.answers = {"rise": True}
        return self.walking().pass_time(120.25)

    def since(self, at: float) -> list[Act]:
        return [act for when, act in self.told if when >= at]

    @property
    def aims(self) -> list[Aim]:
        return [act for _, act in self.told if isinstance(act, Aim)]

    @property
    def ends(self) -> list[StopCause]:
        return [act.cause for _, act in self.told if isinstance(act, End)]

    def times(self, kind: str) -> list[float]:
        return [at for at, act in self.told if isinstance(act, Say) and act.kind == kind]


# -- getting on -----------------------------------------------------------------------------


def test_the_countdown_speaks_each_second_and_then_the_belt_starts() -> None:
    told = Told().pass_time(6)
    counted = [(at, act.words) for at, act in told.told if isinstance(act, Say)][:5]
    assert counted == [(0.0, "5"), (1.0, "4"), (2.0, "3"), (3.0, "2"), (4.0, "1")]
    assert [at for at, act in told.told if isinstance(act, StartBelt)] == [5.0]


def test_nothing_is_aimed_at_before_the_walker_said_to_be_on_the_belt() -> None:
    told = Told().pass_time(6)
    told.session.belt_moves(told.now)
    told.pass_time(50)
    assert told.session.question == "on"
    assert told.aims == []


def test_the_first_rise_is_announced_five_seconds_ahead() -> None:
    told = Told().walking()
    stepped_on = told.now - 5
    told.pass_time(1)
    assert told.times("rise_announced") == [stepped_on]
    assert next(at for at, act in told.told if isinstance(act, Aim)) == stepped_on + 5


def test_whoever_does_not_step_on_within_a_minute_is_not_waited_for() -> None:
    told = Told().pass_time(6)
    told.session.belt_moves(told.now)
    assert told.pass_time(60).ends == []
    assert told.pass_time(TICK_S).ends == [StopCause.NO_ANSWER]


def test_whoever_does_not_want_to_step_on_ends_the_walk() -> None:
    told = Told().pass_time(6)
    told.session.belt_moves(told.now)
    told.reply("on", False)
    assert told.ends == [StopCause.USER]


# -- rises ----------------------------------------------------------------------------------


def test_the_plan_s_rises_are_announced_exactly_five_seconds_ahead() -> None:
    told = Told(tap=False, start_pain=2).willing().walking()
    began = told.now
    told.pass_time(720)
    assert [at - began for at in told.times("rise_announced")] == [-5.0, 115.0, 295.0]
    timed = [(at - began, act) for at, act in told.told if isinstance(act, Aim)]
    rises = [
        at for (_, one), (at, two) in itertools.pairwise(timed) if two.speed_kmh > one.speed_kmh
    ]
    assert rises == [pytest.approx(120.25), pytest.approx(300.0)]  # the first waits for the answer


def test_a_walker_who_taps_nothing_stays_at_the_first_level() -> None:
    told = Told()
    told.answers = {"pain": 2}
    told.walking().pass_time(720.25)
    assert {aim.speed_kmh for aim in told.aims} == {1.0}
    assert told.ends == [StopCause.FINISHED]


def test_a_question_about_a_rise_does_not_keep_the_question_about_pain_away() -> None:
    told = Told().walking().pass_time(119.5)
    assert told.session.question == "rise"
    told.pass_time(1)
    assert told.session.question == "pain"


def test_the_rise_is_asked_about_again_once_the_pain_is_known() -> None:
    told = Told().walking().pass_time(120.25)
    acts = told.reply("pain", 2)
    assert Ask("rise", "Is that all right?") in acts
    assert told.session.question == "rise"
    told.reply("rise", True)
    told.pass_time(0.25)
    assert told.aims[-1].speed_kmh == 1.5


def test_no_rise_is_announced_or_made_while_the_question_about_pain_is_open() -> None:
    told = Told("power-intervals", tap=False).walking()
    told.pass_time(5 * 60 + 1)  # at 5:00 a rise that was announced, and a question
    assert told.session.question == "pain"
    open_at, before = told.now, told.aims[-1]
    told.pass_time(29)
    assert {act for act in told.since(open_at) if not isinstance(act, Say)} == {before}
    assert all(at < open_at for at in told.times("rise_announced"))
    told.reply("pain", 2)
    told.pass_time(1)
    assert told.aims[-1].speed_kmh > before.speed_kmh


def test_a_rise_is_not_offered_any_more_after_slower() -> None:
    told = Told().walking().pass_time(116)
    assert told.session.question == "rise"
    told.session.slower()
    assert told.session.question is None
    assert told.reply("rise", True) == []


# -- questions about pain -------------------------------------------------------------------


def test_a_good_answer_changes_nothing() -> None:
    told = Told().asked_about_pain()
    assert told.reply("pain", 2) == []
    told.pass_time(1)
    assert told.aims[-1].speed_kmh == 1.5


def test_an_amber_answer_holds_the_level_for_the_rest_of_the_walk() -> None:
    told = Told().asked_about_pain()
    told.reply("pain", 4)
    told.answers["pain"] = 2
    told.pass_time(600)
    assert told.times("held") and max(aim.speed_kmh for aim in told.aims) == 1.0


def test_an_amber_answer_in_a_ramp_holds_the_speed_reached() -> None:
    told = Told().asked_about_pain()
    told.session.commanded(0.9, 0.0)
    told.reply("pain", 4)
    told.note(told.session.tick(told.now))
    assert told.aims[-1].speed_kmh == 0.9


def test_a_red_answer_finishes_within_a_minute_at_1_km_h() -> None:
    told = Told().asked_about_pain()
    told.reply("pain", 6)
    answered = told.now
    told.pass_time(70)
    assert {act for act in told.since(answered) if isinstance(act, Aim)} == {Aim(1.0, 0.0)}
    assert [at - answered for at, act in told.told if isinstance(act, End)] == [60.0]
    assert told.ends == [StopCause.FINISHED]


def test_without_a_pain_at_the_start_the_first_answer_is_what_later_ones_are_held_against() -> None:
    told = Told(start_pain=None).asked_about_pain()
    assert told.reply("pain", 5) == []
    told.pass_time(300)
    assert told.reply("pain", 5) == []


def test_more_pain_holds_the_level_and_offers_less() -> None:
    told = Told().asked_about_pain()
    (said,) = told.session.reply("pain", told.now, yes=True, more=True)
    assert said == Say("We stay at this level. Tap Slower for less.", "held")
    assert told.session.stage is Stage.WALKING and told.session.question is None


def test_more_pain_twice_in_a_row_finishes() -> None:
    told = Told().asked_about_pain()
    told.session.reply("pain", told.now, yes=True, more=True)
    told.pass_time(300)
    assert told.session.question == "pain"
    told.session.reply("pain", told.now, yes=True, more=True)
    assert told.session.stage is Stage.COOLING_DOWN


def test_an_answer_without_a_number_leaves_the_question_open() -> None:
    told = Told().asked_about_pain()
    assert told.session.reply("pain", told.now, yes=True, pain=None) == []
    assert told.session.question == "pain"


@pytest.mark.parametrize("question", [*QUESTIONS, "", "nonsense"])
def test_an_answer_to_what_is_not_asked_changes_nothing(question: str) -> None:
    told = Told().walking().pass_time(10)
    assert told.reply(question, 9 if question == "pain" else False) == []
    assert told.session.stage is Stage.WALKING


def test_silence_is_repeated_then_slows_then_stops() -> None:
    told = Told("evening-unwind").walking()
    told.answers = {"rise": True}
    told.pass_time(240.25)
    asked = told.now - TICK_S
    told.pass_time(90)
    assert [at - asked for at in told.times("repeated")] == [30.0]
    assert [at - asked for at in told.times("slower")] == [60.0]
    assert [at - asked for at, act in told.told if isinstance(act, End)] == [90.0]
    assert told.ends == [StopCause.NO_ANSWER]


def test_silence_only_ever_slows() -> None:
    told = Told("power-intervals", tap=False).walking().pass_time(600)
    speeds = [
        act.speed_kmh for act in told.since(told.times("repeated")[0] - 30) if isinstance(act, Aim)
    ]
    assert all(after <= before for before, after in itertools.pairwise(speeds))
    assert speeds[-1] == 1.0


def test_an_answer_after_the_slowing_does_not_bring_the_speed_back() -> None:
    told = Told().willing().walking()
    del told.answers["pain"]
    told.pass_time(120 + 65)
    told.reply("pain", 2)
    told.willing().pass_time(300)
    assert told.aims[-1].speed_kmh == 1.0
    assert told.ends == []


# -- slower and finish ----------------------------------------------------------------------


def test_slower_stays() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.slower())
    slowed = told.now
    told.pass_time(360)
    assert max(act.speed_kmh for act in told.since(slowed) if isinstance(act, Aim)) == 1.5


def test_slower_on_the_way_up_never_goes_on_up() -> None:
    told = Told().willing().walking().pass_time(310)
    told.session.commanded(1.6, 0.0)  # on its way from 1.5 to 2.0
    told.note(told.session.slower())
    told.note(told.session.tick(told.now))
    assert told.aims[-1].speed_kmh == pytest.approx(1.1)


def test_slower_works_in_the_cool_down_too() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.finish(told.now))
    told.pass_time(1)
    told.note(told.session.slower())
    told.pass_time(1)
    assert told.aims[-1].speed_kmh == 1.0


def test_finish_is_two_minutes_at_1_5_km_h_on_the_flat_and_then_a_stop() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.finish(told.now))
    asked = told.now
    told.pass_time(130)
    assert {act for act in told.since(asked) if isinstance(act, Aim)} == {Aim(1.5, 0.0)}
    assert [at - asked for at, act in told.told if isinstance(act, End)] == [120.0]


def test_finish_twice_does_not_shorten_the_cool_down_nor_lengthen_it() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.finish(told.now))
    asked = told.now
    told.pass_time(60)
    assert told.session.finish(told.now) == []
    told.pass_time(70)
    assert [at - asked for at, act in told.told if isinstance(act, End)] == [120.0]


def test_finish_never_makes_a_walk_longer() -> None:
    told = Told().willing().walking().pass_time(700)
    told.note(told.session.finish(told.now))
    assert told.pass_time(20).ends == []
    assert told.pass_time(TICK_S).ends == [StopCause.FINISHED]


def test_finish_on_the_way_up_does_not_go_on_up() -> None:
    told = Told().walking()
    told.session.commanded(0.8, 0.0)
    told.note(told.session.finish(told.now))
    told.pass_time(1)
    assert told.aims[-1].speed_kmh == 0.8


@pytest.mark.parametrize("seconds", [0, 3, 5.5])
def test_finish_before_the_walk_is_a_stop(seconds: float) -> None:
    told = Told().pass_time(seconds)
    assert told.session.finish(told.now) == [End(StopCause.USER)]


def test_the_cool_down_asks_nothing() -> None:
    told = Told().asked_about_pain()
    told.note(told.session.finish(told.now))
    asked = told.now
    told.pass_time(119)
    assert told.session.question is None
    assert not [act for act in told.since(asked) if isinstance(act, Ask)]
    assert told.times("repeated") == []


# -- the end, and what is shown -------------------------------------------------------------


def test_a_walk_ends_with_its_plan() -> None:
    told = Told().willing().walking()
    began = told.now
    told.pass_time(730)
    assert [at - began for at, act in told.told if isinstance(act, End)] == [720.0]
    assert told.session.stage is Stage.OVER


def test_one_posture_cue_is_given_at_40_percent() -> None:
    told = Told().willing().walking()
    began = told.now
    told.pass_time(720)
    assert [at - began for at in told.times("posture")] == [0.4 * 720]


@pytest.mark.parametrize("stage", list(Stage))
def test_when_it_is_over_nothing_is_due_asked_or_possible(stage: Stage) -> None:
    told = Told()
    told.session.stage = stage
    told.session.over(told.now)
    assert told.session.question is None
    assert told.session.slower() == told.session.finish(1.0) == told.session.tick(9999.0) == []
    assert not any(told.reply(question, True) for question in QUESTIONS)


def test_time_runs_from_stepping_on_to_the_end_and_then_stands() -> None:
    told = Told().willing()
    assert (told.session.elapsed_s(0.0), told.session.remaining_s(0.0)) == (0.0, 720.0)
    told.walking().pass_time(60)
    assert (told.session.elapsed_s(told.now), told.session.remaining_s(told.now)) == (60.0, 660.0)
    told.session.over(told.now)
    assert (told.session.elapsed_s(9999.0), told.session.remaining_s(9999.0)) == (60.0, 0.0)


def test_the_stretch_under_way_has_its_name() -> None:
    told = Told().willing().walking().pass_time(130)
    assert told.session.segment(told.now) == "settle"
    told.session.finish(told.now)
    assert told.session.segment(told.now) == "cool"


# -- no way up but an agreed rise -----------------------------------------------------------

WISHES: dict[str, Callable[[Told], list[Act]]] = {
    "slower": lambda told: told.session.slower(),
    "finish": lambda told: told.session.finish(told.now),
    "no": lambda told: told.reply("rise", False),
    "2": lambda told: told.reply("pain", 2),
    "4": lambda told: told.reply("pain", 4),
    "6": lambda told: told.reply("pain", 6),
    "go_on": lambda told: told.reply("go_on", True),
    "on": lambda told: told.reply("on", True),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(WISHES)), st.integers(0, 90)), max_size=12))
def test_no_sequence_of_wishes_without_a_yes_raises_the_speed(
    wishes: list[tuple[str, int]],
) -> None:
    told = Told("senior-steady-20").walking().pass_time(100)
    for wish, seconds in wishes:
        told.note(WISHES[wish](told))
        told.pass_time(seconds)
    speeds = [aim.speed_kmh for aim in told.aims]
    assert all(after <= before for before, after in itertools.pairwise(speeds))


@given(st.lists(st.tuples(st.sampled_from(sorted(WISHES)), st.integers(0, 90)), max_size=12))
def test_after_slower_or_finish_no_sequence_of_wishes_raises_the_speed(
    wishes: list[tuple[str, int]],
) -> None:
    told = Told("power-intervals", tap=False).willing().walking().pass_time(500)
    del told.answers["pain"]
    told.note(told.session.slower())
    slowed = told.now
    for wish, seconds in wishes:
        told.note(WISHES[wish](told))
        told.reply("rise", True)
        told.pass_time(seconds)
    speeds = [act.speed_kmh for act in told.since(slowed) if isinstance(act, Aim)]
    assert all(after <= before for before, after in itertools.pairwise(speeds))
