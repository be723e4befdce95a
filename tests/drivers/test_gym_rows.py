"""What a row of a gym's own can say of a machine that nobody else knows, and that it is needed."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from simulators.machines import DEFAULT, MachineModel
from tests.drivers.connection import Connection, connection
from treadctl.drivers.quirks import Quirk
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, Range, SetTargetSpeed, Start

PLAIN = Quirk(machine="m", source="s", names=(DEFAULT.name,))


@dataclass(frozen=True)
class Case:
    """A machine, the row that is made for it, and the speeds that it can then be set to."""

    model: MachineModel
    row: Quirk
    speeds: Range


CASES = {
    "coarse steps": Case(
        replace(DEFAULT, coarse_step_centi=50),
        replace(PLAIN, speed_step_kmh=0.5),
        Range(0.5, 12.0, 0.5),
    ),
    "an empty range": Case(
        replace(DEFAULT, speed_centi=(0, 0, 0), clamps_targets=True, true_low_centi=100),
        replace(PLAIN, min_speed_kmh=1.0, max_speed_kmh=6.0, speed_step_kmh=0.1),
        Range(1.0, 6.0, 0.1),
    ),
    "no Start": Case(
        replace(DEFAULT, starts_by_target=True),
        replace(PLAIN, start_not_needed=True, min_speed_kmh=0.8),
        Range(0.8, 12.0, 0.1),
    ),
}


async def begin(link: Connection, case: Case) -> None:
    """Be ready and start. AssertionError where the machine is not what the row says."""
    await link.ready()
    assert link.heard.machine is not None
    assert link.heard.machine.speed_kmh == case.speeds
    assert await link.driver.send(Start()) is Answer.ACCEPTED
    await link.until(lambda: link.heard.records[-1].speed_kmh)


@pytest.mark.parametrize("name", CASES)
async def test_a_row_makes_a_strange_machine_a_known_one(name: str) -> None:
    case = CASES[name]
    async with connection(case.model, quirks=(case.row,)) as link:
        await begin(link, case)
        link.driver.stop()
        await link.until(lambda: link.heard.records[-1].speed_kmh == 0)


@pytest.mark.parametrize("name", CASES)
async def test_without_the_row_it_is_not(name: str) -> None:
    case = CASES[name]
    async with connection(case.model, quirks=(PLAIN,)) as link:
        with pytest.raises((AssertionError, Refused, LinkLost)):
            await begin(link, case)


async def test_a_target_on_the_grid_of_the_row_is_what_the_belt_does() -> None:
    case = CASES["coarse steps"]
    async with connection(case.model, quirks=(case.row,)) as link:
        await begin(link, case)
        assert await link.driver.send(SetTargetSpeed(1.5)) is Answer.ACCEPTED
        await link.until(lambda: link.machine.belt.speed_kmh == pytest.approx(1.5))


@pytest.mark.parametrize("known", [False, True], ids=["without the row", "with the row"])
async def test_a_second_stop_clears_what_the_walker_did_unless_a_row_knows(known: bool) -> None:
    row = replace(PLAIN, second_stop_clears=known)
    async with connection(replace(DEFAULT, second_stop_clears=True), quirks=(row,)) as link:
        await walked(link)
        for _ in range(20):
            link.driver.stop()
            await asyncio.sleep(0.25)
        assert link.machine.belt.standing
        assert (link.machine.belt.distance_m > 0.0) is known
        assert (len(link.heard.stops_at) == 1) is known


async def test_a_belt_that_took_a_stop_and_runs_on_gets_another_whatever_the_row_says() -> None:
    row = replace(PLAIN, second_stop_clears=True)
    async with connection(quirks=(row,)) as link:
        await walked(link)
        link.machine.controller.ignores_stop = True
        for _ in range(20):
            link.driver.stop()
            await asyncio.sleep(0.25)
        first, second = link.heard.stops_at[:2]
        assert 2.0 <= second - first <= 2.5
        assert len(link.heard.stops_at) > 5


async def test_a_new_walk_s_stop_is_written_at_once_whatever_was_taken_before() -> None:
    row = replace(PLAIN, second_stop_clears=True)
    async with connection(quirks=(row,)) as link:
        for walk in (1, 2):
            await walked(link)
            link.driver.stop()
            await asyncio.sleep(0.1)
            assert len(link.heard.stops_at) == walk
            await link.until(lambda: link.machine.belt.standing)


async def walked(link: Connection) -> None:
    """Go at 1 km/h, having slowed down to it."""
    await link.ready()
    assert await link.driver.send(Start()) is Answer.ACCEPTED
    await link.until(lambda: link.heard.records[-1].speed_kmh)
    for target_kmh in (2.0, 1.0):
        assert await link.driver.send(SetTargetSpeed(target_kmh)) is Answer.ACCEPTED
        await asyncio.sleep(4.0)


async def test_answers_that_come_as_notifications_are_answers() -> None:
    async with connection(replace(DEFAULT, notifies_answers=True)) as link:
        await walked(link)
        link.driver.stop()
        await link.until(lambda: Answer.ACCEPTED in link.heard.answers)
