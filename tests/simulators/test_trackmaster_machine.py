"""TrackMaster's commands against the belt; the worked frames are in golden/serial_machines.csv."""

import asyncio

import pytest

from simulators.trackmaster_machine import TrackmasterMachine
from tests.simulators.golden import golden, worked
from tests.simulators.serial_host import Host, now, walking

MPH = 1.609344


@pytest.fixture
async def host() -> Host:
    return await Host(TrackmasterMachine(now())).open()


@pytest.fixture
async def walk(host: Host) -> Host:
    return await walking(host)


@pytest.mark.parametrize("row", golden("trackmaster"), ids=str)
async def test_it_answers_as_the_manual_says(host: Host, row: tuple[str, str]) -> None:
    await worked(host, row)


async def test_a_walk_is_told_in_miles_per_hour(walk: Host) -> None:
    assert walk.speed_kmh == pytest.approx(2.0 * MPH)
    assert await walk.ask("c1") == "d130303230"


async def test_a_speed_set_standing_moves_nothing_until_the_start(host: Host) -> None:
    await host.ask("a330303430")
    await host.keep_asking("c0", for_s=5.0)
    assert host.speed_kmh == 0.0


async def test_after_power_up_a_start_runs_at_the_lowest_speed(host: Host) -> None:
    await host.ask("a0")
    await host.keep_asking("c1", for_s=5.0)
    assert await host.ask("c1") == "d130303032"


async def test_a_start_after_a_stop_runs_at_the_speed_set_before_it(walk: Host) -> None:
    await walk.ask("a2")
    await walk.keep_asking("c1", for_s=5.0)
    assert await walk.ask("c1") == "d130303030"
    await walk.ask("a0")
    await walk.keep_asking("c1", for_s=10.0)
    assert await walk.ask("c1") == "d130303230"


async def test_a_new_speed_is_followed(walk: Host) -> None:
    await walk.ask("a330303330")
    await walk.keep_asking("c0", for_s=5.0)
    assert await walk.ask("c1") == "d130303330"


async def test_half_a_second_of_silence_stops_the_belt_and_lowers_the_incline(walk: Host) -> None:
    await walk.ask("a430303230")
    await walk.keep_asking("c0", for_s=10.0)
    assert await walk.ask("c2") == "d230303230"
    walk.send("c0")
    last_at = now() + 10 / 4800
    await asyncio.sleep(last_at + 0.499 - now())
    assert walk.machine.belt.started
    await asyncio.sleep(0.002)
    assert not walk.machine.belt.started
    await asyncio.sleep(20.0)
    assert await walk.ask("c0c1c2") == "d031d130303030d230303030"


async def test_any_command_keeps_the_belt_going_and_noise_does_not(walk: Host) -> None:
    await walk.keep_asking("c5", for_s=2.0)
    assert walk.machine.belt.started
    await walk.keep_asking("ff", for_s=1.0)
    assert not walk.machine.belt.started


async def test_started_without_the_disconnect_stop_the_belt_runs_on(walk: Host) -> None:
    await walk.ask("a1")
    await asyncio.sleep(60.0)
    assert walk.machine.belt.started


async def test_an_ignored_stop_still_leaves_the_disconnect_stop(walk: Host) -> None:
    walk.machine.controls.ignores_stop = True
    assert await walk.ask("a2") == "b2"
    assert walk.machine.belt.started
    await asyncio.sleep(1.0)
    assert not walk.machine.belt.started


@pytest.mark.parametrize("stop", ["a2", "aa"])
async def test_a_rejected_stop_is_illegal(walk: Host, stop: str) -> None:
    walk.machine.controls.rejects_stop = True
    assert await walk.ask(stop) == "bf"
    assert walk.machine.belt.started


async def test_a_silent_machine_obeys_and_tells_nothing(walk: Host) -> None:
    walk.machine.controls.silent = True
    assert await walk.ask("c1") == ""
    assert await walk.ask("a2") == "b2"


async def test_without_power_nothing_is_answered(walk: Host) -> None:
    walk.machine.controls.cut_power(now())
    assert await walk.ask("c0") == ""
    assert await walk.ask("a0") == ""
    await asyncio.sleep(2.0)
    assert walk.speed_kmh == 0.0


async def test_orders_are_kept_and_reads_are_not(host: Host) -> None:
    for command in ("c0", "a330303430", "c1", "a330393939", "a2"):
        await host.ask(command)
    kept = [order.hex() for _, order in host.machine.writes]
    assert kept == ["a330303430", "a330393939", "a2"]
