"""A moment that was put back is the moment that it was."""

from collections import deque
from dataclasses import dataclass, field

import pytest

from tests.proof import events
from tests.proof.beginnings import beginnings
from tests.proof.kept import Kept
from tests.proof.promises import Judge
from tests.proof.scene import Scene
from tests.proof.test_copies import both
from tests.proof.worlds import E_S, WORLDS
from treadctl.safety.supervisor import Supervisor

EVERYTHING = WORLDS["everything"]
BEGINNINGS = dict(beginnings(EVERYTHING, Supervisor, Judge()))


def happenings(scene: Scene) -> list[events.Happening]:
    """All that can happen, and time."""
    named = (*events.records(scene), *events.excesses(scene), *events.notices(scene))
    found = [*events.always(EVERYTHING).values(), *events.stops().values()]
    found += [happen for _, happen in (*named, *events.answers(scene))]
    return [*found, *events.passing(scene, [(scene.now + 9.0, "")], -E_S, 0.0, E_S)]


@pytest.mark.parametrize("name", BEGINNINGS)
def test_whatever_happened_to_a_moment_it_can_be_put_back(name: str) -> None:
    scene = BEGINNINGS[name].copy()
    before, kept = both(scene), Kept(scene)
    for happen in happenings(scene):
        happen(scene)
        kept.put_back(kept.changed())
        assert both(scene) == before


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_moment_in_which_something_changed_is_another(name: str) -> None:
    scene = BEGINNINGS[name].copy()
    before, kept = both(scene), Kept(scene)
    for happen in happenings(scene):
        happen(scene)
        assert kept.changed() is not None or both(scene) == before
        kept.put_back(kept.changed())
        assert kept.changed() is None


@dataclass
class Part:
    numbers: deque[int] = field(default_factory=deque)


@dataclass
class Whole:
    part: Part = field(default_factory=Part)
    same: Part | None = None


def test_a_part_that_was_replaced_by_an_equal_one_comes_back_itself() -> None:
    first = Part(deque([1]))
    whole = Whole(first, first)
    kept = Kept(whole)
    whole.part = Part(deque([1]))
    assert kept.changed() is not None
    kept.put_back(kept.changed())
    assert whole.part is first and whole.same is first


def test_a_row_comes_back_although_it_is_the_same_object() -> None:
    whole = Whole(Part(deque([1, 2])))
    kept = Kept(whole)
    whole.part.numbers.popleft()
    assert kept.changed() is not None
    kept.put_back(kept.changed())
    assert list(whole.part.numbers) == [1, 2]
