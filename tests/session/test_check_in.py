"""The check-in: what each answer means, and what silence means."""

import pytest

from treadctl.session.check_in import CheckIn, Comfort, Silence, Verdict, judge

TABLE = [  # start, now, what follows
    (0, 0, Verdict.CONTINUE),
    (0, 1, Verdict.CONTINUE),
    (1, 2, Verdict.CONTINUE),
    (5, 2, Verdict.CONTINUE),
    (3, 3, Verdict.CONTINUE),
    (5, 4, Verdict.CONTINUE),
    (5, 5, Verdict.CONTINUE),
    (0, 2, Verdict.HOLD),
    (2, 3, Verdict.HOLD),
    (3, 4, Verdict.HOLD),
    (4, 5, Verdict.HOLD),
    (1, 3, Verdict.HOLD),
    (3, 5, Verdict.HOLD),
    (0, 3, Verdict.FINISH),
    (1, 4, Verdict.FINISH),
    (2, 5, Verdict.FINISH),
    (5, 6, Verdict.FINISH),
    (6, 6, Verdict.FINISH),
    (10, 6, Verdict.FINISH),
    (0, 10, Verdict.FINISH),
]


@pytest.mark.parametrize(("start", "now", "verdict"), TABLE)
def test_what_an_answer_leads_to(start: int, now: int, verdict: Verdict) -> None:
    assert judge(now, start) is verdict


def test_more_pain_never_leads_to_less_care() -> None:
    order = [Verdict.CONTINUE, Verdict.HOLD, Verdict.FINISH]
    for start in range(11):
        care = [order.index(judge(pain, start)) for pain in range(11)]
        assert care == sorted(care)


@pytest.mark.parametrize(
    ("waited_s", "due"),
    [
        (0.0, Silence.WAIT),
        (29.9, Silence.WAIT),
        (30.0, Silence.REPEAT),
        (59.9, Silence.REPEAT),
        (60.0, Silence.SLOW),
        (89.9, Silence.SLOW),
        (90.0, Silence.STOP),
        (9000.0, Silence.STOP),
    ],
)
def test_what_silence_leads_to(waited_s: float, due: Silence) -> None:
    assert CheckIn(asked_at=100.0).tick(100.0 + waited_s) is due


def test_each_step_of_silence_is_due_once() -> None:
    question = CheckIn(asked_at=0.0)
    due = [question.tick(tick / 4) for tick in range(4 * 100)]
    assert [one for one in due if one is not Silence.WAIT] == [
        Silence.REPEAT,
        Silence.SLOW,
        Silence.STOP,
    ]


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ([False, False], "continue continue"),
        ([True, False, True], "hold continue hold"),
        ([True, True], "hold finish"),
        ([False, True, True], "continue hold finish"),
    ],
)
def test_more_holds_and_twice_in_a_row_finishes(said: list[bool], verdicts: str) -> None:
    comfort = Comfort()
    assert [comfort.compared(more=more) for more in said] == verdicts.split()


def test_the_first_number_is_what_later_ones_are_held_against() -> None:
    comfort = Comfort()
    assert comfort.number(4) is Verdict.CONTINUE
    assert comfort.number(5) is Verdict.HOLD
    assert Comfort(start_pain=2).number(5) is Verdict.FINISH
