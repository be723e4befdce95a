"""One connection to a simulated machine: from the first read to the commands."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from bleak import BleakClient

from simulators.bent_machines import BENT
from simulators.ftms_machine import FtmsMachine
from simulators.machines import DEFAULT, OMEGA_Z
from simulators.memory_gatt import LATENCY_S, MemoryRig
from tests.belt import FussyMachine
from tests.drivers.broken_links import WithoutDBus, opens
from tests.drivers.connection import DATA, POINT, STATUS, Connection, Recording, connection, now
from treadctl.drivers import ftms
from treadctl.drivers.quirks import STANDARD
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import Answer, NoticeKind, SetTargetInclination, SetTargetSpeed, Start
from treadctl.protocols.ftms_control import REQUEST_CONTROL, START

# -- connecting -----------------------------------------------------------------------------


async def test_a_machine_is_subscribed_one_by_one_heard_and_then_asked_for_control() -> None:
    machine = Recording()
    async with connection(machine=machine) as link:
        await link.ready()
        assert machine.order == [DATA, STATUS, POINT, REQUEST_CONTROL]
        at = [when for when, _ in machine.told]
        assert min(b - a for a, b in pairwise(at[:3])) >= STANDARD.subscribe_spacing_s
        assert link.heard.records and link.heard.records[0].at <= at[3]


async def test_a_machine_out_of_range_is_a_failed_connection() -> None:
    async with connection() as link:
        link.rig.link.up = False
        with pytest.raises(ConnectFailed, match="does not answer"):
            await link.running


async def test_a_link_lost_while_connecting_is_not_the_loss_of_the_one_that_came_after() -> None:
    rig = MemoryRig()

    async def at_the_second_try(on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        await rig.open_client(on_disconnect)
        rig.link.lose()
        rig.link.restore()
        return await rig.open_client(on_disconnect)

    async with connection(machine=rig.machine, open_client=at_the_second_try) as link:
        await link.ready()
        await asyncio.sleep(10.0)
        assert not link.running.done()
        rig.link.lose()
        with pytest.raises(LinkLost, match="hung up"):
            await link.running


async def test_a_machine_that_reports_nothing_is_a_lost_link_after_10_s() -> None:
    async with connection() as link:
        link.machine.telemetry_silent = True
        with pytest.raises(LinkLost, match="reports no speed"):
            await link.running
        assert now() == pytest.approx(10.0, abs=1.0)
        assert link.written == []


async def test_a_link_lost_before_the_first_read_is_a_lost_link() -> None:
    rig = MemoryRig()
    link = Connection(rig, opens(rig, services=False))
    with pytest.raises(LinkLost):
        await link.running


@pytest.mark.parametrize("stops", [False, True], ids=["asking for control", "a stop"])
async def test_a_d_bus_that_dies_under_a_write_is_a_lost_link(stops: bool) -> None:
    link = Connection(rig := MemoryRig(), opens(rig, backend=WithoutDBus))
    if stops:
        link.driver.stop()
    with pytest.raises(LinkLost, match="broke"):
        await link.running


async def test_a_subscription_that_failed_is_made_again_before_the_next_stop() -> None:
    rig = MemoryRig()
    link = Connection(rig, opens(rig))
    for _ in range(8):
        link.driver.stop()
        await asyncio.sleep(0.25)
    assert link.heard.answers
    link.running.cancel()
    await asyncio.gather(link.running, return_exceptions=True)


async def test_a_machine_without_a_control_point_is_watched_and_every_stop_is_refused() -> None:
    machine = FtmsMachine()
    machine.services = {
        service: {uuid: how for uuid, how in held.items() if uuid != POINT}
        for service, held in machine.services.items()
    }
    async with connection(machine=machine) as link:
        await link.ready()
        link.driver.stop()
        await asyncio.sleep(0.1)
        assert link.heard.answers == [Answer.REJECTED] and link.written == []
        with pytest.raises(Refused, match="gives no control"):
            await link.driver.send(Start())


@pytest.mark.parametrize("status", [b"", b"\x02\x01", b"\xff", b"\x03"])
async def test_a_status_before_the_machine_is_ready_is_stale(status: bytes) -> None:
    machine = Recording()
    async with connection(machine=machine) as link:
        await link.until(lambda: STATUS in machine.order)
        machine.notify_status(status)
        await link.ready()
        assert link.heard.notices == []


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (b"\x02\x01", [NoticeKind.STOPPED_BY_USER]),
        (b"\x03", [NoticeKind.STOPPED_BY_SAFETY_KEY]),
        (b"\xff", [NoticeKind.CONTROL_LOST]),
        (b"", []),
        (b"\x77\x01\x02", []),
    ],
)
async def test_a_status_is_told_in_the_model_s_words(
    status: bytes, kinds: list[NoticeKind]
) -> None:
    async with connection() as link:
        await link.ready()
        link.machine.notify_status(status)
        assert [notice.kind for notice in link.heard.notices] == kinds


# -- commands -------------------------------------------------------------------------------


async def test_a_command_before_the_machine_is_ready_is_refused() -> None:
    async with connection() as link:
        await asyncio.sleep(0.1)
        with pytest.raises(Refused, match="not ready"):
            await link.driver.send(Start())


async def test_commands_are_answered_by_the_machine() -> None:
    async with connection() as link:
        await link.ready()
        assert await link.driver.send(SetTargetSpeed(1.0)) is Answer.FAILED  # it stands
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        assert await link.driver.send(SetTargetSpeed(1.0)) is Answer.ACCEPTED
        assert await link.driver.send(SetTargetSpeed(50.0)) is Answer.REJECTED
        assert await link.driver.send(SetTargetInclination(1.5)) is Answer.ACCEPTED


async def test_a_command_that_gets_no_answer_is_silent_after_2_s() -> None:
    async with connection(replace(DEFAULT, silent_ops=frozenset({0x07}))) as link:
        await link.ready()
        at = now()
        assert await link.driver.send(Start()) is Answer.SILENT
        assert now() - at == pytest.approx(ftms.ANSWER_LIMIT_S + LATENCY_S)


async def test_an_answer_that_comes_late_is_not_taken_for_another_s() -> None:
    async with connection(replace(DEFAULT, answer_s=0.25)) as link:
        await link.ready()
        link.machine.model = replace(link.machine.model, answer_s=2.5)
        assert await link.driver.send(Start()) is Answer.SILENT
        await asyncio.sleep(1.0)
        assert await link.driver.send(SetTargetInclination(1.0)) is Answer.SILENT


@pytest.mark.parametrize(
    ("att_error", "answer"), [(0xFE, Answer.FAILED), (0x80, Answer.NOT_PERMITTED)]
)
async def test_a_command_refused_below_ftms_is_an_answer(att_error: int, answer: Answer) -> None:
    machine = FussyMachine()
    async with connection(machine=machine) as link:
        await link.ready()
        machine.att_errors = [att_error]
        assert await link.driver.send(Start()) is answer


async def test_without_control_a_command_is_refused_and_nothing_is_written() -> None:
    async with connection(replace(DEFAULT, silent_ops=frozenset({0x00}))) as link:
        await link.ready()
        with pytest.raises(Refused, match="gives no control"):
            await link.driver.send(Start())
        assert START not in link.written


async def test_control_that_is_granted_late_is_control() -> None:
    async with connection(replace(DEFAULT, answer_s=0.7)) as link:
        await link.ready()
        with pytest.raises(Refused, match="gives no control"):
            await link.driver.send(Start())
        await asyncio.sleep(0.5)
        assert await link.driver.send(Start()) is Answer.ACCEPTED


async def test_a_machine_known_to_obey_without_control_is_commanded() -> None:
    async with connection(replace(OMEGA_Z, silent_ops=frozenset({0x00}))) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED


async def test_a_target_set_at_the_console_is_no_answer_of_a_machine_that_answers_by_status() -> (
    None
):
    async with connection(BENT["kingsmith-mc21"]) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        sending = asyncio.ensure_future(link.driver.send(SetTargetSpeed(1.0)))
        await link.until(lambda: link.written[-1][:1] == b"\x02")
        link.machine.notify_status(bytes.fromhex("05 fa 00"))
        assert await sending is Answer.ACCEPTED
        pressed = [(one.kind, one.value) for one in link.heard.notices]
        assert pressed == [(NoticeKind.TARGET_SPEED_CHANGED, 2.5)]
