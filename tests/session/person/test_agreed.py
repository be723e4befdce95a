"""What was agreed with a professional can only make a walk less."""

import pytest

from tests.session.person.walkers import TODAY
from treadctl.session.caps import Caps
from treadctl.session.person.agreed import Agreed, Walks, allowed, usual

AGREED = Agreed("NN", TODAY)
WALKS: Walks = (("first-steps", "A"), ("gentle-start", "A"), ("back-ease-20", "B"))


def test_without_an_agreement_all_that_is_offered_is_allowed() -> None:
    assert allowed(None, WALKS) == WALKS
    assert allowed(AGREED, WALKS) == WALKS


def test_only_the_walks_that_were_agreed_are_allowed_beside_the_two_gentlest() -> None:
    only = Agreed("NN", TODAY, profiles=("morning-loosener",))
    assert allowed(only, WALKS) == WALKS[:2]
    assert allowed(only, WALKS[2:]) == ()


def test_an_agreement_opens_nothing() -> None:
    assert allowed(Agreed("NN", TODAY, profiles=("power-intervals",)), WALKS[:1]) == WALKS[:1]


@pytest.mark.parametrize(
    ("own", "agreed", "held_against"),
    [(None, None, None), (3.0, None, 3.0), (None, 2, 2), (3.0, 2, 2), (3.0, 7, 3.0)],
)
def test_the_lower_usual_pain_counts(
    own: float | None, agreed: int | None, held_against: float | None
) -> None:
    assert usual(own, Agreed("NN", TODAY, usual_pain=agreed)) == held_against
    assert usual(own, None) == own


def test_its_caps_are_those_that_were_spoken_of() -> None:
    some = Agreed("NN", TODAY, max_speed_kmh=2.5, max_minutes=15)
    assert some.caps == Caps(max_speed_kmh=2.5, max_minutes=15)
