"""What a TrackMaster and its relative, a Woodway, have in common at a serial line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from simulators.line import SerialMachine
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from tests.drivers.at_a_line import AtALine, MakeDriver, at_a_line, now, ready
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.drivers.woodway import WoodwayDriver
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import Answer, SetTargetSpeed, Start

START, SLOWEST = b"\xa0", b"\xa30002"


@dataclass(frozen=True, slots=True)
class Dialect:
    """A machine, its driver, what that calls it, and the stop it writes first."""

    name: str
    machine: Callable[[float], SerialMachine]
    driver: MakeDriver
    stop: bytes


TRACKMASTER = Dialect("TrackMaster", TrackmasterMachine, TrackmasterDriver, b"\xa2")
WOODWAY = Dialect("Woodway", WoodwayMachine, WoodwayDriver, b"\xaa")
OTHER = {"TrackMaster": WOODWAY, "Woodway": TRACKMASTER}


@pytest.fixture(params=[TRACKMASTER, WOODWAY], ids=lambda one: one.name)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


@pytest.fixture
async def belt(dialect: Dialect) -> AsyncIterator[AtALine]:
    async with ready(dialect.machine, dialect.driver) as made:
        yield made


async def test_connecting_orders_nothing(belt: AtALine) -> None:
    await asyncio.sleep(5.0)
    assert belt.orders == []


async def test_nothing_is_written_before_the_machine_was_read(dialect: Dialect) -> None:
    async with at_a_line(dialect.machine, dialect.driver) as early:
        with pytest.raises(Refused, match="not ready yet"):
            await early.driver.send(Start())


async def test_the_other_dialect_is_told_from_this_one_without_an_order(dialect: Dialect) -> None:
    async with at_a_line(OTHER[dialect.name].machine, dialect.driver) as wrong:
        with pytest.raises(ConnectFailed, match=f"is no {dialect.name}, or not at this speed"):
            await wrong.running
        assert wrong.orders == []


async def test_a_start_sets_the_lowest_speed_first_and_arms_the_machine_s_own_stop(
    belt: AtALine,
) -> None:
    await belt.driver.send(SetTargetSpeed(10.0))  # what the last walker left behind
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert belt.orders[1:] == [SLOWEST, START]
    await asyncio.sleep(10.0)
    assert belt.machine.belt.peak_speed_kmh == pytest.approx(0.2 * 1.609344)


async def test_a_start_is_not_written_if_the_lowest_speed_was_not_set(belt: AtALine) -> None:
    await belt.driver.send(SetTargetSpeed(10.0))
    await belt.until(lambda: now() - belt.sent[-1][0] > 0.05)  # between two questions
    belt.line.befall("half-frame=1")  # the answer to the speed is lost
    assert await belt.driver.send(Start()) is Answer.FAILED
    assert START not in belt.orders


async def test_a_stop_in_the_middle_of_a_start_is_the_end_of_it(
    belt: AtALine, dialect: Dialect
) -> None:
    starting = asyncio.create_task(belt.driver.send(Start()))
    await belt.until(lambda: SLOWEST in belt.orders)
    belt.driver.stop()
    with pytest.raises(Refused):
        await starting
    await asyncio.sleep(1.0)
    assert belt.orders == [SLOWEST, dialect.stop]


async def test_a_machine_that_loses_its_power_is_a_link_that_is_lost(
    belt: AtALine, dialect: Dialect
) -> None:
    await belt.walk()
    belt.befall("safety-key")
    with pytest.raises(LinkLost, match=f"The {dialect.name} at /dev/ttyUSB0 answers no more"):
        async with asyncio.timeout(1.0):
            await belt.running


async def test_a_cable_that_is_pulled_is_a_link_that_is_lost(belt: AtALine) -> None:
    belt.line.befall("unplug")
    with pytest.raises(LinkLost):
        await belt.running
