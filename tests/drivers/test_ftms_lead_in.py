"""What a machine needs before a command, and that nobody waits for it in vain."""

import asyncio

import pytest

from simulators.bent_machines import TWINS
from tests.drivers.connection import connection, now
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, SetTargetSpeed, Start
from treadctl.protocols.ftms_control import START

KINGSMITH = TWINS["kingsmith-mc21"]


async def test_a_target_that_waits_for_a_belt_to_move_is_refused_by_a_stop() -> None:
    async with connection(KINGSMITH) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        waiting = asyncio.ensure_future(link.driver.send(SetTargetSpeed(1.0)))
        await asyncio.sleep(0.1)
        link.driver.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await waiting
        assert not any(data[0] == 0x02 for data in link.written)


async def test_a_target_for_a_belt_that_never_moves_is_refused_after_15_s() -> None:
    async with connection(KINGSMITH) as link:
        await link.ready()
        at = now()
        with pytest.raises(Refused, match="does not move yet"):
            await link.driver.send(SetTargetSpeed(1.0))
        assert now() - at == pytest.approx(15.0, abs=0.2)


async def test_a_target_that_waits_when_the_link_goes_does_not_wait_on() -> None:
    async with connection(KINGSMITH) as link:
        await link.ready()
        waiting = asyncio.ensure_future(link.driver.send(SetTargetSpeed(1.0)))
        await asyncio.sleep(0.1)
        link.rig.link.lose()
        with pytest.raises(LinkLost):
            await waiting


async def test_a_machine_that_a_start_would_stop_gets_none_while_it_moves() -> None:
    async with connection(TWINS["tm11gy"]) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        await link.until(lambda: link.heard.records[-1].speed_kmh)
        with pytest.raises(Refused, match="moves already"):
            await link.driver.send(Start())
        assert link.written.count(START) == 1
