"""The server's rules (FTMS 1.0, sections 4.16 and 4.17), over each transport."""

import asyncio
from dataclasses import replace

import pytest
from bleak.exc import BleakGATTProtocolError

from simulators.ftms_machine import AttError, FtmsMachine
from simulators.machines import DEFAULT
from simulators.memory_gatt import MemoryRig
from tests.simulators.conversation import Conversation, converse, now


async def test_a_client_reads_who_it_is_and_what_it_can(any_talk: Conversation) -> None:
    read = {uuid: await any_talk.read(uuid) for uuid in ("2a24", "2acc", "2ad4", "2ad5", "2ad3")}
    assert read == {
        "2a24": b"SIM-1".hex(),
        "2acc": "0c16000003000000",
        "2ad4": "3200b0040a00",
        "2ad5": "000078000500",
        "2ad3": "0001",
    }


async def test_a_write_before_indications_are_on_is_refused(any_talk: Conversation) -> None:
    with pytest.raises(BleakGATTProtocolError) as refused:
        await any_talk.write("00")
    assert refused.value.code == 0xFD


async def test_a_start_without_control_is_not_permitted(any_talk: Conversation) -> None:
    await any_talk.listen()
    assert await any_talk.ask("07") == "800705"
    assert not any_talk.rig.machine.belt.started


async def test_a_walk_from_start_to_stop(any_talk: Conversation) -> None:
    await any_talk.walk("022c01")
    assert any_talk.speed_kmh() == 3.0
    assert await any_talk.ask("0801") == "800801"
    assert await any_talk.standing_after_s() == pytest.approx(0.3 + 3.0 / 1.8, abs=0.3)
    assert any_talk.rig.machine.belt.peak_speed_kmh == 3.0


async def test_an_inclination_is_reached_and_told(any_talk: Conversation) -> None:
    await any_talk.walk()
    assert await any_talk.ask("031400") == "800301"
    await asyncio.sleep(10.0)
    assert any_talk.told("2acd")[-1][7:9].hex() == "1400"


async def test_the_training_status_follows_the_belt(any_talk: Conversation) -> None:
    await any_talk.walk()
    await any_talk.ask("0801")
    await asyncio.sleep(5.0)
    assert [data.hex() for data in any_talk.told("2ad3")] == ["000e", "000d", "000f", "0001"]


async def test_telemetry_comes_four_times_a_second(any_talk: Conversation) -> None:
    await any_talk.listen("2acd")
    await asyncio.sleep(10.1)
    assert len(any_talk.told("2acd")) == 40


async def test_a_write_while_an_answer_is_due_is_discarded(any_talk: Conversation) -> None:
    await any_talk.listen()
    await any_talk.write("00")
    with pytest.raises(BleakGATTProtocolError) as refused:
        await any_talk.write("07")
    assert refused.value.code == 0xFE
    await asyncio.sleep(1.0)
    assert not any_talk.rig.machine.belt.started


async def test_a_client_is_not_told_of_its_own_writes(any_talk: Conversation) -> None:
    await any_talk.walk()
    await any_talk.ask("0801")
    assert any_talk.told("2ada") == []


async def test_every_write_is_kept_with_its_time(any_talk: Conversation) -> None:
    await any_talk.listen()
    await any_talk.ask("00")
    before = now()
    await any_talk.ask("0801")
    at, data = any_talk.rig.machine.writes[-1]
    assert data.hex() == "0801"
    assert before <= at <= now()


async def test_a_lost_link_ends_permission_and_subscriptions_but_not_the_walk(
    any_talk: Conversation,
) -> None:
    rig = any_talk.rig
    await any_talk.walk()
    rig.link.lose()
    rig.link.restore()
    heard = len(any_talk.heard)
    again = Conversation(rig, await rig.open_client(lambda _client: None))
    await asyncio.sleep(5.0)
    assert len(any_talk.heard) == heard
    assert rig.machine.belt.speed_kmh == 2.0
    with pytest.raises(BleakGATTProtocolError):
        await again.write("0801")
    await again.listen("2ad9")
    assert await again.ask("0801") == "800805"


async def test_a_reset_takes_permission_away(any_talk: Conversation) -> None:
    await any_talk.listen()
    await any_talk.ask("00")
    assert await any_talk.ask("01") == "800101"
    assert await any_talk.ask("07") == "800705"


async def test_an_answer_meant_for_a_lost_client_is_not_given_to_the_next() -> None:
    machine = FtmsMachine()
    told: list[tuple[int, bytes]] = []
    machine.connect(lambda uuid, data: told.append((uuid, data)))
    machine.subscribe(0x2AD9)
    machine.write(b"\x00")
    machine.connect(lambda uuid, data: told.append((uuid, data)))
    machine.subscribe(0x2AD9)
    await asyncio.sleep(1.0)
    assert told == []


async def test_an_empty_write_is_refused() -> None:
    with pytest.raises(AttError, match="0x0D"):
        FtmsMachine().write(b"")


async def test_a_machine_that_keeps_its_last_speed_tells_it_once_it_stands() -> None:
    rig = MemoryRig(replace(DEFAULT, keeps_last_speed=True))
    talk = await converse(rig)
    await talk.walk()
    await talk.ask("0801")
    await asyncio.sleep(10.0)
    assert rig.machine.belt.standing
    assert talk.speed_kmh() > 0.0
    assert len({(data[2:4], data[-2:]) for data in talk.told("2acd")[-12:]}) == 1


async def test_a_machine_that_hangs_up_in_spin_up_does_so_at_a_target_and_not_in_motion() -> None:
    rig = MemoryRig(replace(DEFAULT, hangs_up_in_spin_up=True))
    talk = await converse(rig)
    await talk.listen()
    for order in ("00", "07"):
        await talk.ask(order)
    await asyncio.sleep(10.0)
    assert (await talk.ask("02c800")).endswith("01")
    await talk.ask("0801")
    await asyncio.sleep(10.0)
    await talk.write("02c800")
    await asyncio.sleep(0.1)
    assert not talk.client.is_connected
