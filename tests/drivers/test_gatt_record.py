"""All that goes over a connection is told, and nothing of it is changed."""

import asyncio

import pytest
from bleak.exc import BleakGATTProtocolError

from simulators.memory_gatt import LATENCY_S, MemoryRig
from tests.drivers.connection import Connection
from treadctl.drivers.capture import Head, Traffic
from treadctl.drivers.gatt_record import recorded
from treadctl.model import Answer, SetTargetSpeed, Start


class Recorded:
    """A driver at work on a rig, and what was told of its connection."""

    def __init__(self) -> None:
        self.told: list[Head | Traffic] = []
        self.rig = MemoryRig()
        self.open_client = recorded(self.rig.open_client, self.told.append, "a test")

    def traffic(self, what: str) -> list[tuple[str | None, str]]:
        lines = [one for one in self.told if isinstance(one, Traffic)]
        return [(one.uuid, one.hex) for one in lines if one.what == what]


async def test_a_connection_is_told_from_the_head_to_the_end() -> None:
    record = Recorded()
    link = await Connection(record.rig, record.open_client).ready()
    assert await link.driver.send(Start()) is Answer.ACCEPTED
    await link.until(lambda: link.heard.records[-1].speed_kmh)
    assert await link.driver.send(SetTargetSpeed(1.0)) is Answer.ACCEPTED
    link.driver.stop()
    await link.until(lambda: link.heard.answers)
    record.rig.link.lose()
    await asyncio.gather(link.running, return_exceptions=True)
    assert isinstance(record.told[0], Head) and record.told[0].source == "a test"
    assert ("2a24", b"SIM-1".hex()) in record.traffic("read")
    assert [uuid for uuid, _ in record.traffic("subscribe")] == ["2acd", "2ada", "2ad9"]
    assert [data for _, data in record.traffic("write")] == ["00", "07", "026400", "0801"]
    assert ("2ad9", "800801") in record.traffic("notify")
    heard = [uuid for uuid, _ in record.traffic("notify")].count("2acd")
    assert heard == len(link.heard.records)
    assert isinstance(record.told[-1], Traffic) and record.told[-1].what == "gone"


async def test_each_line_has_its_time_since_the_connection() -> None:
    record = Recorded()
    await asyncio.sleep(5.0)
    client = await record.open_client(lambda _client: None)
    await client.read_gatt_char("00002a24-0000-1000-8000-00805f9b34fb")
    (read,) = record.told[1:]
    assert isinstance(read, Traffic) and read.t_s == pytest.approx(LATENCY_S)


async def test_what_a_machine_refuses_is_told_with_its_error() -> None:
    record = Recorded()
    client = await record.open_client(lambda _client: None)
    with pytest.raises(BleakGATTProtocolError):
        await client.write_gatt_char("00002ad9-0000-1000-8000-00805f9b34fb", b"\x00", response=True)
    last = record.told[-1]
    assert isinstance(last, Traffic) and (last.what, last.error) == ("write", 0xFD)


async def test_whoever_waits_for_the_end_is_told_too() -> None:
    record, ends = Recorded(), list[object]()
    client = await record.open_client(ends.append)
    await client.disconnect()
    assert len(ends) == 1 and record.traffic("gone") == [(None, "")]
