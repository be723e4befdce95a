"""When a guard looks for its machine, and what it tells of it."""

import asyncio
import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.safety.puppet import Stage, staged


def pauses(stage: Stage) -> list[float]:
    return [round(after - before, 6) for before, after in pairwise(stage.opened_at)]


async def test_a_machine_that_is_not_found_is_looked_for_less_and_less_often(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.in_range = False
        await asyncio.sleep(60.0)
        for pause_s, least_s in zip(pauses(stage), [1.0, 2.0, 4.0, 8.0, 10.0, 10.0], strict=False):
            assert least_s <= pause_s <= 1.2 * least_s
        assert len(pauses(stage)) >= 6


async def test_each_pause_is_its_step_and_up_to_a_fifth_more_by_chance(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.in_range = False
        random.seed(7)
        await asyncio.sleep(60.0)
        random.seed(7)
        steps = [0.2, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
        waited = [stage.opened_at[1] - stage.said("link_lost")[0].at, *pauses(stage)[1:]]
        assert waited[: len(steps)] == [
            pytest.approx(step * (1 + 0.2 * random.random()))  # noqa: S311 - the same again
            for step in steps
        ]


async def test_two_gateways_do_not_go_on_looking_in_step(tmp_path: Path) -> None:
    looked = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        async with staged(folder) as stage:
            stage.in_range = False
            await asyncio.sleep(60.0)
            looked.append(pauses(stage))
    assert all(one != other for one, other in zip(*looked, strict=False))


async def test_a_link_that_is_lost_is_looked_for_at_once_and_then_anew(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.in_range = False
        await asyncio.sleep(10.0)
        for pause_s, least_s in zip(pauses(stage)[1:], [1.0, 2.0, 4.0], strict=False):
            assert least_s <= pause_s <= 1.2 * least_s
        assert 0.2 <= stage.opened_at[1] - stage.said("link_lost")[0].at <= 0.24 + 1e-6


async def test_with_a_walk_on_it_is_looked_for_each_second(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.in_range = False
        await asyncio.sleep(4.0)
        assert pauses(stage)[1:] == [1.0, 1.0, 1.0]


async def test_a_lost_link_is_told_with_its_reason(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.in_range = False
        await asyncio.sleep(20.0)
        assert [event.data for event in stage.said("link_lost")] == [
            {"reason": "It went out of range."}
        ]


async def test_a_machine_that_was_never_there_is_told_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.in_range = False
        await asyncio.sleep(20.0)
        assert [event.data for event in stage.said("link_lost")] == [
            {"reason": "It is out of range."}
        ]


async def test_a_machine_is_told_by_its_name_and_in_a_walk_as_one_that_is_back(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.in_range = False
        await asyncio.sleep(0.5)
        stage.in_range = True
        await asyncio.sleep(2.0)
        told = [(one.event, one.data) for one in stage.events if one.event != "link_lost"]
        assert ("connected", {"machine": "Test"}) in told
        assert ("link_back", {"machine": "Test"}) in told
        assert len(stage.said("connected")) == len(stage.said("link_back")) == 1
