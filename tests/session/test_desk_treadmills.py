"""What is known of a treadmill decides what is offered on it."""

import asyncio
from pathlib import Path

import pytest

from tests.commissioned import FILE, changed
from tests.rooms import story
from treadctl.commissioned import PowerCut
from treadctl.drivers.identity import Identity
from treadctl.errors import Refused
from treadctl.safety.limits import TIERS
from treadctl.session.session import Stage

NOBODY_KNOWS = Identity(known=False)
IN_A, IN_B = {"tier": "A"}, {"tier": "B"}


@pytest.mark.parametrize(
    ("identity", "tier", "uncommissioned"),
    [(NOBODY_KNOWS, "A", True), (Identity(), "A", False), (Identity(FILE, known=True), "C", False)],
)
async def test_a_treadmill_that_nobody_knows_walks_in_tier_a_and_says_so(
    tmp_path: Path, identity: Identity, tier: str, uncommissioned: bool
) -> None:
    async with story(tmp_path, identity=identity) as told:
        await told.walk_to(Stage.WALKING, "back-ease-20")
        plan = told.walk.session.plan
        assert plan.limits.max_speed_kmh == min(5.0, TIERS[tier].max_speed_kmh)
        assert told.desk.uncommissioned is uncommissioned
        assert told.snapshot.uncommissioned is uncommissioned


async def test_without_rails_nothing_of_tier_a_is_walked(tmp_path: Path) -> None:
    async with story(tmp_path, identity=Identity(changed(rails=False), known=True)) as told:
        await told.ready()
        with pytest.raises(Refused, match="This treadmill has no rails"):
            told.desk.ask(told.start_request().model_copy(update=IN_A))
        assert told.desk.walk is None
        await asyncio.sleep(0.5)  # the token of the next snapshot
        told.desk.ask(told.start_request().model_copy(update=IN_B))
        assert told.desk.walk is not None


async def test_one_that_nobody_commissioned_is_taken_to_have_rails(tmp_path: Path) -> None:
    async with story(tmp_path, identity=NOBODY_KNOWS) as told:
        await told.walk_to(Stage.WALKING)


async def test_a_deck_that_did_not_rise_when_it_was_tried_is_asked_for_no_slope(
    tmp_path: Path,
) -> None:
    for inclines, steepest in ((True, 3.0), (False, 0.0), (None, 3.0)):
        known = Identity(changed(inclines=inclines), known=True)
        async with story(tmp_path, identity=known) as told:
            await told.walk_to(Stage.COUNTDOWN, "incline-gentle")
            steps = told.walk.session.plan.steps
            assert max(step.inclination_percent for step in steps) == steepest


async def test_the_alarm_names_what_cuts_the_power_of_this_treadmill(tmp_path: Path) -> None:
    known = Identity(changed(cuts_power="mains_switch"), known=True)
    async with story(tmp_path, identity=known) as told:
        await told.walk_to(Stage.WALKING)
        told.fault("ignore-stop")
        told.stop()
        await told.until(lambda: told.snapshot.alarm)
        assert told.snapshot.alarm == "SWITCH THE TREADMILL OFF. The belt may still be moving."
        assert told.snapshot.power_cut is PowerCut.MAINS_SWITCH
