"""Woodway's commands against the belt; the worked frames are in golden/serial_machines.csv."""

import asyncio

import pytest

from simulators.woodway_machine import WoodwayMachine
from tests.simulators.golden import golden, worked
from tests.simulators.serial_host import Host, now, walking


@pytest.fixture
async def host() -> Host:
    return await Host(WoodwayMachine(now())).open()


@pytest.fixture
async def walk(host: Host) -> Host:
    return await walking(host)


@pytest.mark.parametrize("row", golden("woodway"), ids=str)
async def test_it_answers_as_the_package_expects(host: Host, row: tuple[str, str]) -> None:
    await worked(host, row)


async def test_a_walk_is_told_in_miles_per_hour(walk: Host) -> None:
    assert await walk.ask("c1") == "d130303230"
    await walk.ask("a330303330")
    await walk.keep_asking("c0", for_s=5.0)
    assert await walk.ask("c1") == "d130303330"


async def test_a_start_without_a_speed_moves_nothing(host: Host) -> None:
    await host.ask("a0")
    await host.keep_asking("c0", for_s=5.0)
    assert host.speed_kmh == 0.0
    assert await host.ask("c0") == "d032"


async def test_the_timer_runs_out_says_so_and_stops_the_belt(walk: Host) -> None:
    await walk.ask("a430303130")
    await walk.keep_asking("c0", for_s=5.0)
    before = len(walk.heard)
    await asyncio.sleep(20.0)
    assert walk.told(before) == "bd"
    assert await walk.ask("c0c1c2") == "d031d130303030d230303030"


async def test_a_belt_started_without_the_timer_runs_on(walk: Host) -> None:
    assert await walk.ask("a9") == "b9"
    await asyncio.sleep(60.0)
    assert walk.machine.belt.started
    assert await walk.ask("c0") == "d033"


@pytest.mark.parametrize("stop", ["a2", "aa"])
async def test_a_stop_stops_the_belt(walk: Host, stop: str) -> None:
    await walk.ask(stop)
    await walk.keep_asking("c1", for_s=5.0)
    assert await walk.ask("c1") == "d130303030"


@pytest.mark.parametrize("stop", ["a2", "aa"])
async def test_a_rejected_stop_is_an_invalid_command(walk: Host, stop: str) -> None:
    walk.machine.controls.rejects_stop = True
    assert await walk.ask(stop) == "bf"


async def test_a_command_that_breaks_off_is_invalid_data(host: Host) -> None:
    assert await host.ask("a330c0") == "bed031"


async def test_a_silent_machine_obeys_and_one_without_power_does_not(walk: Host) -> None:
    walk.machine.controls.silent = True
    assert await walk.ask("c1") == ""
    assert await walk.ask("a2") == "b2"
    walk.machine.controls.cut_power(now())
    assert await walk.ask("a2") == ""
