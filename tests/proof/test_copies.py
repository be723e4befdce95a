"""A copied moment is the same, and has nothing that changes in common with the first."""

from collections import deque
from enum import Enum
from typing import Any

import pytest

from tests.proof import events
from tests.proof.beginnings import beginnings
from tests.proof.copies import attributes, copied
from tests.proof.promises import Judge
from tests.proof.scene import Scene
from tests.proof.worlds import WORLDS, World
from treadctl.safety.supervisor import Supervisor

EVERYTHING = WORLDS["everything"]
BEGINNINGS = dict(beginnings(EVERYTHING, Supervisor, Judge()))


def told(value: Any) -> object:
    """All that is in there, as something to compare."""
    if value is None or isinstance(value, bool | int | float | str | tuple | Enum | World):
        return value
    if isinstance(value, list | deque):
        return [told(one) for one in value]
    return type(value), [(name, told(getattr(value, name))) for name in attributes(value)]


def both(scene: Scene) -> object:
    return told(scene.rules), told(scene.seen), scene.now, scene.pending, scene.clock


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_copied_moment_is_the_same(name: str) -> None:
    scene = BEGINNINGS[name]
    assert both(scene.copy()) == both(scene)


@pytest.mark.parametrize("name", BEGINNINGS)
def test_what_happens_to_a_copy_does_not_happen_to_the_first(name: str) -> None:
    scene = BEGINNINGS[name]
    before = both(scene)
    for happen in (*events.always(EVERYTHING).values(), *events.stops().values()):
        happen(scene.copy())
    for _, happen in (*events.records(scene), *events.notices(scene)):
        happen(scene.copy())
    assert both(scene) == before


def test_what_is_one_there_is_one_in_the_copy() -> None:
    drive = BEGINNINGS["a belt at its limit"].rules.drive
    again = copied(drive, {})
    assert drive is not None and again._commanded is not drive._commanded
    assert again._speed.commanded is again._commanded
