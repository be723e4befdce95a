"""The simulated strap, by the tables of the Heart Rate Service."""

import asyncio

import pytest
from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError, BleakGATTProtocolError

from simulators.ftms_machine import AttError
from simulators.physics import Belt, Drive
from simulators.strap import StrapRig


class Wearer:
    """A client of a strap; `frames` are what it told."""

    def __init__(self, rig: StrapRig, client: BleakClient) -> None:
        self.rig, self.client = rig, client
        self.frames: list[bytes] = []

    def hear(self, _sender: BleakGATTCharacteristic, data: bytearray) -> None:
        self.frames.append(bytes(data))


@pytest.fixture
async def wearer() -> Wearer:
    rig = StrapRig(Belt(Drive(), asyncio.get_running_loop().time()))
    wearer = Wearer(rig, await rig.open_client(lambda _client: None))
    await wearer.client.start_notify("2a37", wearer.hear)
    return wearer


def rr_s(frame: bytes) -> list[float]:
    return [int.from_bytes(frame[i : i + 2], "little") / 1024 for i in range(2, len(frame), 2)]


async def test_it_tells_the_rate_and_the_beats_of_each_second(wearer: Wearer) -> None:
    wearer.rig.belt.heart.held_bpm = 120.0
    await asyncio.sleep(60.5)
    assert len(wearer.frames) == 60
    assert {frame[:2] for frame in wearer.frames} == {bytes((0x10, 120))}
    beats_s = [beat for frame in wearer.frames for beat in rr_s(frame)]
    assert set(beats_s) == {0.5}
    assert sum(beats_s) == pytest.approx(60.0, abs=0.5)


async def test_a_slow_heart_has_seconds_without_a_beat(wearer: Wearer) -> None:
    wearer.rig.belt.heart.held_bpm = 45.0
    await asyncio.sleep(60.5)
    without = [frame for frame in wearer.frames if frame == bytes((0x00, 45))]
    assert 0 < len(without) < 20
    assert sum(len(rr_s(frame)) for frame in wearer.frames) == 45


async def test_it_follows_the_walker_s_heart(wearer: Wearer) -> None:
    await asyncio.sleep(5.0)
    wearer.rig.belt.start(5.0, 5.0)
    await asyncio.sleep(200.0)
    assert wearer.frames[0][1] == pytest.approx(75, abs=5)
    assert wearer.frames[-1][1] == pytest.approx(110, abs=5)


async def test_off_the_body_it_repeats_its_last_rate_without_beats(wearer: Wearer) -> None:
    await asyncio.sleep(10.5)
    last_bpm = wearer.frames[-1][1]
    wearer.rig.befall("hr-off")
    await asyncio.sleep(100.0)
    assert set(wearer.frames[10:]) == {bytes((0x00, last_bpm))}
    assert len(wearer.frames) == 110


async def test_a_frozen_one_repeats_its_rate_and_goes_on_with_the_beats(wearer: Wearer) -> None:
    wearer.rig.belt.heart.held_bpm = 97.0
    await asyncio.sleep(100.5)
    assert {frame[1] for frame in wearer.frames} == {97}
    assert all(frame[0] == 0x10 for frame in wearer.frames)


async def test_a_lost_one_cannot_be_reached(wearer: Wearer) -> None:
    wearer.rig.befall("hr-lost")
    assert not wearer.client.is_connected
    await asyncio.sleep(5.0)
    assert wearer.frames == []
    with pytest.raises(BleakError, match="out of range"):
        await wearer.rig.open_client(lambda _client: None)


async def test_it_says_where_it_is_worn_and_takes_no_orders(wearer: Wearer) -> None:
    assert await wearer.client.read_gatt_char("2a38") == b"\x01"
    with pytest.raises(BleakGATTProtocolError):
        await wearer.client.write_gatt_char("2a38", b"\x00", response=True)
    with pytest.raises(AttError):
        wearer.rig.strap.write(b"\x00")


async def test_it_tells_nothing_once_it_is_told_to_be_quiet(wearer: Wearer) -> None:
    await asyncio.sleep(2.5)
    await wearer.client.stop_notify("2a37")
    await asyncio.sleep(5.0)
    assert len(wearer.frames) == 2
