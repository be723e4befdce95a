"""A stop on one connection, and the loss of the link. Nothing else comes first."""

import asyncio
from dataclasses import replace

import pytest

from simulators.machines import DEFAULT, UREVO_E1L
from simulators.memory_gatt import LATENCY_S
from tests.belt import FussyMachine
from tests.drivers.connection import DATA, POINT, STATUS, Recording, connection, now
from treadctl.drivers import ftms_stop
from treadctl.drivers.gatt import DISCONNECT_LIMIT_S
from treadctl.errors import LinkLost, Refused
from treadctl.model import (
    Answer,
    SetTargetSpeed,
    Start,
)
from treadctl.protocols.ftms_control import REQUEST_CONTROL, START, STOP

# -- the stop -------------------------------------------------------------------------------


async def test_a_stop_is_written_in_the_same_turn_of_the_loop() -> None:
    async with connection() as link:
        await link.ready()
        at = now()
        link.driver.stop()
        await link.until(lambda: STOP in link.written)
        assert now() - at == pytest.approx(LATENCY_S, abs=0.0011)
        await link.until(lambda: link.heard.answers)
        assert link.heard.stops_at == [at]


async def test_a_stop_drops_the_commands_that_wait() -> None:
    async with connection() as link:
        await link.ready()
        sending = asyncio.gather(
            *(link.driver.send(command) for command in (Start(), SetTargetSpeed(1.0))),
            return_exceptions=True,
        )
        await asyncio.sleep(0.001)
        link.driver.stop()
        first, second = await sending
        assert first is Answer.ACCEPTED and isinstance(second, Refused)
        await link.until(lambda: not link.machine.belt.started, 0.2)
        assert set(link.written[link.written.index(START) + 1 :]) == {STOP}


async def test_a_stop_on_a_new_link_comes_before_any_subscription_and_is_obeyed() -> None:
    machine = Recording()
    async with connection(machine=machine) as link:
        machine.belt.start(0.0, 3.0)
        link.driver.stop()
        await link.until(lambda: not machine.belt.started)
        assert machine.order[:4] == [STOP, POINT, REQUEST_CONTROL, STOP]
        assert now() < 0.2
        await link.ready()
        assert machine.order.count(POINT) == 1


async def test_a_stop_that_gets_0xfe_is_written_again_when_the_open_procedure_answers() -> None:
    async with connection() as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        sending = asyncio.create_task(link.driver.send(SetTargetSpeed(1.0)))
        await asyncio.sleep(LATENCY_S + 0.002)
        link.driver.stop()  # its answer is not there yet
        await link.until(lambda: not link.machine.belt.started, 0.1)
        assert link.written[-2:] == [STOP, STOP]
        assert await sending is Answer.ACCEPTED


async def test_a_stop_that_is_not_permitted_asks_for_control_and_comes_again() -> None:
    async with connection() as link:
        await link.ready()
        await link.driver.send(Start())
        link.machine.take_control_away()
        link.driver.stop()
        await link.until(lambda: not link.machine.belt.started, 0.4)
        await link.until(lambda: Answer.ACCEPTED in link.heard.answers, 0.1)
        assert link.written[-4:-1] == [STOP, REQUEST_CONTROL, STOP]
        assert link.heard.answers[0] is Answer.NOT_PERMITTED


async def test_300_ms_of_silence_on_a_new_link_ask_for_control_and_stop_again() -> None:
    machine = Recording(replace(DEFAULT, silent_ops=frozenset({0x08}), telemetry_period_s=1.0))
    async with connection(machine=machine) as link:
        await link.until(lambda: POINT in machine.order)
        link.driver.stop()
        await link.until(lambda: machine.order.count(STOP) == 2, 0.5)
        first, second = [at for at, what in machine.told if what == STOP]
        assert ftms_stop.CONTROL_ANSWER_LIMIT_S <= second - first < 0.4
        assert machine.order[-2:] == [REQUEST_CONTROL, STOP]


@pytest.mark.parametrize("att_error", [0x03, 0x80, 0xFC])
async def test_a_stop_refused_for_good_is_told_and_not_repeated_here(att_error: int) -> None:
    machine = FussyMachine()
    async with connection(machine=machine) as link:
        await link.ready()
        machine.att_errors = [att_error]
        link.driver.stop()
        await asyncio.sleep(1.0)
        assert link.heard.answers == [Answer.REJECTED] and link.written.count(STOP) == 1


async def test_control_is_not_asked_for_more_often_than_it_can_be_answered() -> None:
    machine = FussyMachine()
    async with connection(machine=machine) as link:
        await link.ready()
        machine.att_errors = [0xFD] * 99
        before = len(machine.writes)
        for _ in range(20):
            link.driver.stop()
            await asyncio.sleep(0.05)
        asked = link.written[before:].count(REQUEST_CONTROL)
        assert 3 <= asked <= 4


# -- losing the link ------------------------------------------------------------------------


async def test_a_machine_that_hangs_up_is_a_lost_link_at_once() -> None:
    async with connection() as link:
        await link.ready()
        at = now()
        link.rig.link.lose()
        with pytest.raises(LinkLost, match="hung up"):
            await link.running
        assert now() - at == pytest.approx(LATENCY_S)


async def test_a_stop_that_does_not_return_is_a_lost_link_after_a_second() -> None:
    async with connection() as link:
        await link.ready()
        link.rig.link.mute = True
        at = now()
        link.driver.stop()
        with pytest.raises(LinkLost, match="did not return"):
            await link.running
        assert now() - at <= 1.0 + 2 * LATENCY_S
        assert link.heard.stops_at == []


async def test_a_command_that_does_not_return_is_a_lost_link_for_whoever_sent_it() -> None:
    async with connection() as link:
        await link.ready()
        link.rig.link.mute = True
        with pytest.raises(LinkLost):
            await link.driver.send(Start())
        with pytest.raises(LinkLost, match="broke"):
            await link.running


async def test_a_disconnect_that_hangs_is_given_up() -> None:
    async with connection() as link:
        await link.ready()
        link.rig.link.latency_s = 60.0
        at = now()
        link.running.cancel()
        await asyncio.gather(link.running, return_exceptions=True)
        assert now() - at == DISCONNECT_LIMIT_S


async def test_garbage_from_the_machine_is_passed_over() -> None:
    async with connection(UREVO_E1L) as link:
        await link.ready()
        before = len(link.heard.records)
        assert link.rig.link.client is not None
        for uuid in (DATA, STATUS, POINT):
            for data in (b"", b"\x00", b"\x80", b"\xff" * 3, b"\x80\x08"):
                link.rig.link.client._on_value(uuid, data)
        await asyncio.sleep(2.0)
        assert not link.running.done() and len(link.heard.records) > before
