"""A walk told in virtual time, beyond what `treadctl simulate` can ask for."""

from pathlib import Path
from typing import Any

import pytest

from simulators import virtual_time
from simulators.faults import parse_event
from simulators.machines import OMEGA_Z, T12B, UREVO_E1L, MachineModel
from treadctl.board.snapshot import Snapshot
from treadctl.cli.story import Plot, Story
from treadctl.cli.walker import Walker
from treadctl.model import Event
from treadctl.session.profile import find

GENTLE = find("gentle-start")


def tell(plot: Plot) -> dict[str, Any]:
    async def story() -> dict[str, Any]:
        return await Story(plot).tell()

    return virtual_time.run(story())


@pytest.mark.parametrize("model", [UREVO_E1L, OMEGA_Z, T12B], ids=lambda model: model.model_number)
def test_the_measured_machines_walk_to_the_end_without_an_alarm(
    tmp_path: Path, model: MachineModel
) -> None:
    summary = tell(Plot(GENTLE, tmp_path / "latch", model=model))
    assert (summary["outcome"], summary["latched"]) == ("finished", False)
    assert "alarm" not in {event["event"] for event in summary["events"]}


def test_noise_on_the_air_neither_stops_nor_changes_a_walk(tmp_path: Path) -> None:
    quiet, noisy = (
        tell(Plot(GENTLE, tmp_path / "latch", seed=3, noisy=noisy)) for noisy in (False, True)
    )
    assert noisy["outcome"] == "finished"
    assert noisy["distance_m"] == pytest.approx(quiet["distance_m"], rel=0.01)
    assert noisy["samples"] != quiet["samples"]


def test_other_noise_comes_with_another_seed(tmp_path: Path) -> None:
    one, other = (
        tell(Plot(GENTLE, tmp_path / "latch", seed=seed, noisy=True))["samples"] for seed in (1, 2)
    )
    assert one != other


def test_the_walker_s_tier_bounds_the_walk(tmp_path: Path) -> None:
    profile = find("incline-gentle")
    freely, bounded = (
        tell(Plot(profile, tmp_path / "latch", walker=Walker(tier=tier)))["peak_speed_kmh"]
        for tier in ("C", "A")
    )
    assert bounded <= 2.5 < freely


def causes(plot: Plot) -> list[str]:
    """The cause of each stop of a walk that somebody ends at 400 s."""
    events = tell(plot)["events"]
    return [event["cause"] for event in events if event["event"] == "stop_requested"]


@pytest.mark.parametrize(
    ("event", "wired", "cause"),
    [
        ("100=button-press", True, "pain"),
        ("100=button-lost", True, "button_lost"),
        ("100=shutdown", True, "shutdown"),
        ("100=screen-dead", True, "user"),
        ("100=screen-dead", False, "screen_lost"),
        ("100=edges-dead", False, "edges_lost"),
        ("100=telemetry-frozen", True, "telemetry_frozen"),
    ],
)
def test_what_takes_the_stop_button_away_stops_the_walk(
    tmp_path: Path, event: str, wired: bool, cause: str
) -> None:
    events = [parse_event(event), parse_event("400=user-stop")]
    plot = Plot(GENTLE, tmp_path / "latch", events, wired=wired)
    assert causes(plot)[0] == cause


async def test_whoever_follows_a_story_sees_what_the_board_shows(tmp_path: Path) -> None:
    story = Story(Plot(GENTLE, tmp_path / "latch", [parse_event("20=user-stop")]))
    seen: list[Snapshot | Event] = []
    story.followers.append(seen.append)
    await story.tell()
    events = [one for one in seen if isinstance(one, Event)]
    assert events == story.told and len(seen) > len(events)


async def test_a_story_ends_when_the_belt_has_stood_as_long_as_asked(tmp_path: Path) -> None:
    ends = []
    for after_s in (5.0, 12.0):
        plot = Plot(GENTLE, tmp_path / "latch", [parse_event("20=user-stop")], after_s=after_s)
        story = Story(plot)
        await story.tell()
        ends.append(story.ended_at - story.started_at)
        assert story.code == 0
    assert ends[1] - ends[0] == pytest.approx(7.0, abs=0.5)


def test_the_distance_is_the_machine_s_own(tmp_path: Path) -> None:
    summary = tell(Plot(GENTLE, tmp_path / "latch"))
    assert summary["distance_m"] == pytest.approx(216.7, rel=0.03)
