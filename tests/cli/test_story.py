"""A walk told in virtual time, beyond what `treadctl simulate` can ask for."""

from pathlib import Path
from typing import Any

import pytest

from simulators import virtual_time
from simulators.machines import OMEGA_Z, T12B, UREVO_E1L, MachineModel
from treadctl.cli.story import Plot, Story
from treadctl.cli.walker import Walker
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


def test_the_distance_is_the_machine_s_own(tmp_path: Path) -> None:
    summary = tell(Plot(GENTLE, tmp_path / "latch"))
    assert summary["distance_m"] == pytest.approx(216.7, rel=0.03)
