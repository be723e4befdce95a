"""What the edges may see: what nobody can vouch for is None, and never 0."""

import asyncio
from dataclasses import fields
from pathlib import Path

import pytest

from tests.rooms import story
from treadctl.board.snapshot import Snapshot, as_json
from treadctl.commissioned import ALARM_WORDS, Commissioned, PowerCut
from treadctl.model import BeltState, StopCause
from treadctl.session.session import Stage
from treadctl.session.view import snapshot

MEASURED = ("speed_kmh", "age_s", "inclination_percent", "distance_m", "heart_rate_bpm")
WANTED = ("target_speed_kmh", "target_inclination_percent")


def without(seen: Snapshot, *names: str) -> bool:
    """True if `seen` claims none of these."""
    assert set(names) <= {field.name for field in fields(seen)}
    return all(getattr(seen, name) is None for name in names)


async def test_before_there_is_a_connection_nothing_is_claimed(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await asyncio.sleep(0)
        seen = snapshot(told.desk, 1, told.now)
        assert without(seen, "machine", "words", "alarm", "walk", "stop_cause", *MEASURED, *WANTED)
        assert (seen.belt, seen.linked, seen.simulated) == (BeltState.UNKNOWN, False, False)
        assert not set(MEASURED + WANTED) & set(as_json(seen))


async def test_a_standing_belt_is_said_to_stand_once_that_was_measured(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        seen = told.snapshot
        assert (seen.belt, seen.speed_kmh, seen.linked) == (BeltState.STANDING, 0.0, True)
        assert seen.machine == "SIM-1"
        assert seen.simulated
        assert without(seen, *WANTED)


async def test_a_silent_machine_s_last_values_are_not_shown_as_its_present_ones(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.snapshot.speed_kmh)
        told.fault("telemetry-silence")
        await told.until(lambda: told.snapshot.belt is BeltState.UNKNOWN)
        assert told.snapshot.age_s is not None and told.snapshot.age_s > 3.5
        assert without(told.snapshot, *(name for name in MEASURED if name != "age_s"))


async def test_a_lost_link_takes_all_that_was_measured_with_it(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.fault("link-loss")
        await told.until(lambda: not told.snapshot.linked)
        seen = told.snapshot
        assert without(seen, *MEASURED)
        assert seen.belt is BeltState.UNKNOWN
        assert seen.stop_cause is StopCause.LINK_LOST
        assert seen.words is not None and "may be moving" in seen.words


async def test_a_walk_shows_its_stage_its_question_and_what_was_said(tmp_path: Path) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.walk_to(Stage.COUNTDOWN)
        await told.until(lambda: told.snapshot.walk and told.snapshot.walk.countdown_s == 3)
        await told.until(lambda: told.snapshot.walk and told.snapshot.walk.question)
        walk = told.snapshot.walk
        assert walk is not None
        assert (walk.profile, walk.title) == ("first-steps", "First steps")
        assert (walk.stage, walk.question, walk.countdown_s) == ("stepping_on", "on", None)
        assert walk.question_id == told.walk.question_id is not None
        assert walk.prompt == "Hold the rails. Step on when ready."
        assert (walk.elapsed_s, walk.remaining_s) == (0.0, 720.0)
        assert told.snapshot.target_speed_kmh == pytest.approx(0.8)


async def test_a_latched_stop_says_why_until_it_is_confirmed(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.stop(pain=True)
        await told.until(lambda: told.snapshot.belt is BeltState.STANDING)
        seen = told.snapshot
        assert (seen.latched, seen.stop_cause) == (True, StopCause.PAIN)
        assert seen.words == "You pressed PAIN. Hold the rails."
        assert seen.acknowledge_token is not None and seen.start_token is None
        await asyncio.sleep(3.5)
        told.desk.ask(told.acknowledge_request())
        told.desk.post()
        assert without(told.snapshot, "stop_cause", "words", "acknowledge_token")
        assert not told.snapshot.latched


async def test_a_belt_that_does_not_stop_is_the_alarm(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.fault("ignore-stop")
        told.stop()
        await told.until(lambda: told.snapshot.alarm)
        assert told.snapshot.alarm is not None and "PULL THE SAFETY KEY" in told.snapshot.alarm
        told.fault("safety-key")
        await told.until(lambda: told.snapshot.alarm is None)


async def test_a_machine_without_a_key_is_alarmed_for_by_what_cuts_its_power(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        told.supervisor.stopping.commissioned = Commissioned(cuts_power=PowerCut.MAINS_PLUG)
        await told.walk_to(Stage.WALKING)
        told.fault("ignore-stop")
        told.stop()
        await told.until(lambda: told.snapshot.alarm)
        assert told.snapshot.alarm == ALARM_WORDS[PowerCut.MAINS_PLUG]
        assert as_json(told.snapshot)["power_cut"] == "mains_plug"
        assert told.said("alarm")[0].data["words"] == told.snapshot.alarm
