"""The scenes: one for every rule there is."""

import pytest

from simulators.faults import parse_event
from simulators.machines import QUIRKS
from treadctl.cli.bench.faults.scenes import FAST, SCENES, Act
from treadctl.model import StopCause
from treadctl.safety.targets import HIGHEST_FIRST_SPEED_KMH
from treadctl.session.profile import find

SETTINGS = [scene for scenes in SCENES.values() for scene in scenes]
ACTS = [act for scene in SETTINGS for act in scene.acts]


def test_every_stop_cause_has_a_scene() -> None:
    assert {cause.value for cause in StopCause} < set(SCENES)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_act_is_an_event_that_there_is(act: Act) -> None:
    for value in (act.lowest, act.highest):
        parse_event(f"1={act.name}" + ("" if value is None else f"={value}"))


def test_every_profile_and_machine_of_a_scene_is_there() -> None:
    for scene in SETTINGS:
        assert scene.profile is None or find(scene.profile).enabled
        assert set(scene.machines) <= {"default", "fast", *QUIRKS}


def test_the_fast_machine_is_too_fast_for_a_guided_walk() -> None:
    assert FAST.speed_centi[0] / 100 > HIGHEST_FIRST_SPEED_KMH
