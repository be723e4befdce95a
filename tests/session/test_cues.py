from treadctl.session.acts import Say
from treadctl.session.cues import Countdown, Posture


def test_each_second_is_counted_once() -> None:
    count = Countdown(10.0)
    said = [act for tick in range(40) for act in count.tick(10.0 + tick / 8)]
    assert said == [Say(number, "countdown") for number in "54321"]
    assert (count.left_s(14.9), count.left_s(15.0), count.left_s(99.0)) == (1, 0, 0)


def test_one_cue_comes_at_two_fifths_of_the_walk_and_no_other() -> None:
    posture = Posture(("Look ahead.", "Soft shoulders."), 100.0)
    said = [(at, posture.tick(float(at))) for at in range(100)]
    assert [(at, acts) for at, acts in said if acts] == [(40, [Say("Look ahead.", "posture")])]


def test_a_walk_without_cues_says_none() -> None:
    assert Posture((), 100.0).tick(50.0) == []
