"""Each question has a number of its own."""

from treadctl.session.questions import Questions


def test_a_question_keeps_its_number_while_it_is_asked() -> None:
    asked = Questions()
    assert asked.number("on") == asked.number("on") is not None


def test_while_nothing_is_asked_there_is_no_number() -> None:
    assert Questions().number(None) is None


def test_another_question_has_another_number() -> None:
    asked = Questions()
    assert len({asked.number(one) for one in ("rise", "pain", "rise", "go_on", "rise")}) == 5


def test_what_is_asked_again_has_a_new_number() -> None:
    asked = Questions()
    first = asked.number("rise")
    asked.closed()
    second = asked.number("rise")
    asked.number(None)
    assert len({first, second, asked.number("rise")}) == 3


def test_no_number_is_one_that_another_run_of_the_program_gave() -> None:
    begun = {Questions().number("on") for _ in range(20)}
    assert len(begun) == 20
