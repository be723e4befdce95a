from treadctl.session.acts import Ask
from treadctl.session.check_in import QUESTION, Comfort, Silence, Verdict
from treadctl.session.check_ins import CheckIns


def test_each_question_is_asked_when_it_is_due_and_waits_for_the_one_before() -> None:
    asks = CheckIns([10.0, 20.0], Comfort(2))
    assert asks.tick(9.9, 0.0) == []
    assert asks.tick(10.0, 0.0) == [Ask("pain", QUESTION)]
    assert asks.tick(25.0, 15.0) == [] and asks.asking
    assert asks.answered(pain=None, more=False) is Verdict.CONTINUE
    assert asks.tick(25.0, 15.0) == [Ask("pain", QUESTION)]


def test_an_answer_that_says_nothing_leaves_the_question_open() -> None:
    asks = CheckIns([10.0], Comfort(2))
    asks.tick(10.0, 0.0)
    assert asks.answered(pain=None, more=None) is None
    assert asks.asking


def test_silence_counts_from_the_question_and_only_while_it_is_open() -> None:
    asks = CheckIns([10.0], Comfort(2))
    assert asks.silence(99.0) is Silence.WAIT
    asks.tick(10.0, 100.0)
    assert asks.silence(130.0) is Silence.REPEAT
    assert asks.answered(pain=6, more=None) is Verdict.FINISH
    assert asks.silence(200.0) is Silence.WAIT
