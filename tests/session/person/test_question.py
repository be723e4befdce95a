import pytest

from treadctl.errors import Refused
from treadctl.session.person.question import Answer, Kind, Question, check


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (Kind.YES_NO, (True, False), ("yes", 1)),
        (Kind.PAIN, (0, 10), (-1, 11, True, "2")),
        (Kind.EFFORT, (0, 10), (-1, 11, True, "2")),
        (Kind.SCALE, (0, 10), (-1, 11, True, "2")),
        (Kind.AGE, (12, 110), (11, 111, True, "50")),
        (Kind.CHOICE, ("a", "b"), ("c", True, 1)),
        (Kind.DONE, (True,), (False, 1, "done")),
    ],
)
def test_each_kind_takes_its_own_answers_and_no_others(
    kind: Kind, right: tuple[Answer, ...], wrong: tuple[Answer, ...]
) -> None:
    asked = Question("key", kind, ("a", "b"))
    for value in right:
        check(asked, value)
    for value in wrong:
        with pytest.raises(Refused):
            check(asked, value)
