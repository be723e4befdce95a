"""A strap that is heard, falls silent, goes and comes back: beside a treadmill, never before it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bleak import BleakClient

import simulators.strap
from simulators.bumble_rig import bumble_rig
from simulators.bumble_strap import bumble_strap
from simulators.memory_gatt import MemoryLink, MemoryRig
from simulators.physics import Belt, Drive
from simulators.strap import StrapRig
from treadctl.drivers.gatt import OpenClient
from treadctl.drivers.strap import SILENCE_LIMIT_S, Strap, by_radio, keep
from treadctl.errors import ConnectFailed, LinkLost


@dataclass
class Heard:
    """What a strap told: when, the rate, and whether beats came with it."""

    rates: list[tuple[float, int | None, bool | None, bool | None]] = field(default_factory=list)

    def heart(self, bpm: int | None, at: float, *, rr: bool | None, contact: bool | None) -> None:
        self.rates.append((at, bpm, rr, contact))

    @property
    def last(self) -> tuple[int | None, bool | None, bool | None]:
        return self.rates[-1][1:]

    async def until(self, reached: Callable[[], object], within_s: float = 60.0) -> None:
        async with asyncio.timeout(within_s):
            while not reached():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def rig() -> StrapRig:
    """A strap round a walker who stands."""
    return StrapRig(Belt(Drive(), asyncio.get_running_loop().time()))


@pytest.fixture
async def kept(rig: StrapRig, heard: Heard) -> AsyncIterator[Heard]:
    """What is told while that strap is kept."""
    keeping = asyncio.create_task(keep(rig.open_client, heard))
    yield heard
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_each_measurement_is_told_with_its_time(kept: Heard) -> None:
    await asyncio.sleep(10.5)
    assert [round(at, 1) for at, *_ in kept.rates] == pytest.approx(list(range(1, 11)), abs=0.1)
    assert all(bpm is not None and 70 <= bpm <= 80 for _, bpm, _, _ in kept.rates)
    assert {one[2:] for one in kept.rates} == {(True, None)}


async def test_a_strap_without_beats_says_so(kept: Heard, rig: StrapRig) -> None:
    rig.befall("hr-off")
    await asyncio.sleep(3.5)
    assert kept.last[1] is False


async def test_a_heart_that_is_not_felt_has_no_rate(kept: Heard, rig: StrapRig) -> None:
    rig.belt.heart.asked_bpm = 0.0
    await kept.until(lambda: kept.rates)
    assert kept.last == (None, False, None)


class Garbled(simulators.strap.Strap):
    """Sends one byte of each measurement, until `clear`."""

    clear = False

    def connect(self, deliver: Callable[[int, bytes], None]) -> None:
        super().connect(lambda uuid, data: deliver(uuid, data if self.clear else data[:1]))


async def test_what_is_no_measurement_is_left_out(rig: StrapRig, heard: Heard) -> None:
    garbled = Garbled(rig.belt)
    rig.link = MemoryLink(garbled)
    keeping = asyncio.create_task(keep(rig.open_client, heard))
    await asyncio.sleep(5.5)
    assert heard.rates == []
    garbled.clear = True
    await asyncio.sleep(1.0)
    assert len(heard.rates) == 1
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_a_lost_strap_is_told_at_once_and_found_again(kept: Heard, rig: StrapRig) -> None:
    await asyncio.sleep(3.5)
    rig.befall("hr-lost")
    await asyncio.sleep(0.1)
    assert kept.last == (None, None, None)
    await asyncio.sleep(60.0)
    assert kept.last == (None, None, None)
    rig.link.restore()
    await kept.until(lambda: kept.last[0] is not None, within_s=15.0)


async def test_a_strap_that_falls_silent_is_connected_anew(kept: Heard, rig: StrapRig) -> None:
    await kept.until(lambda: kept.rates)
    rig.link.mute = True
    await asyncio.sleep(SILENCE_LIMIT_S + 1.5)
    assert kept.last == (None, None, None)
    rig.link.restore()
    await kept.until(lambda: kept.last[0] is not None, within_s=15.0)


async def test_a_strap_that_is_not_there_is_said_once(
    rig: StrapRig, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    rig.befall("hr-lost")
    keeping = asyncio.create_task(keep(rig.open_client, heard))
    await asyncio.sleep(100.0)
    keeping.cancel()
    said = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert len(said) == 1 and said[0].startswith("No heart rate: The strap does not answer")


async def test_a_connection_that_ends_is_a_lost_link(rig: StrapRig, heard: Heard) -> None:
    running = asyncio.create_task(Strap(rig.open_client).run(heard))
    await heard.until(lambda: heard.rates)
    rig.befall("hr-lost")
    with pytest.raises(LinkLost, match="hung up"):
        await running


async def test_a_strap_that_goes_while_it_is_subscribed_is_a_lost_link(
    rig: StrapRig, heard: Heard
) -> None:
    running = asyncio.create_task(Strap(rig.open_client).run(heard))
    await heard.until(lambda: rig.link.client)
    rig.befall("hr-lost")
    with pytest.raises(LinkLost, match="broke"):
        await running


async def test_an_attempt_that_failed_on_the_way_is_no_lost_link(
    rig: StrapRig, heard: Heard
) -> None:
    async def open_at_the_second_attempt(gone: Callable[[BleakClient], None]) -> BleakClient:
        client = await rig.open_client(gone)
        await client.disconnect()
        await client.connect()
        return client

    running = asyncio.create_task(Strap(open_at_the_second_attempt).run(heard))
    await heard.until(lambda: len(heard.rates) >= 3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_device_that_is_no_sensor_is_said_to_be_none(heard: Heard) -> None:
    with pytest.raises(ConnectFailed, match="tells no heart rate"):
        await Strap(MemoryRig().open_client).run(heard)


async def test_being_told_to_end_hangs_up(rig: StrapRig, heard: Heard) -> None:
    running = asyncio.create_task(Strap(rig.open_client).run(heard))
    await heard.until(lambda: heard.rates)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert rig.link.client is None


@pytest.mark.realtime
async def test_over_real_gatt_a_strap_comes_and_goes_and_the_treadmill_stays(heard: Heard) -> None:
    async with bumble_rig() as rig, bumble_strap(rig) as worn:
        treadmill = await rig.open_client(lambda _client: None)
        keeping = asyncio.create_task(keep(worn.open_client, heard))
        await heard.until(lambda: len(heard.rates) >= 2, within_s=10.0)
        assert heard.last[1:] == (True, None)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        assert treadmill.is_connected
        assert (await treadmill.read_gatt_char("2ad4")).hex() == "3200b0040a00"


@pytest.mark.realtime
async def test_without_bluetooth_a_strap_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    opening: OpenClient = by_radio("F0:F1:F2:F3:F4:A0")

    def gone(_client: BleakClient) -> None:
        raise AssertionError

    with pytest.raises(ConnectFailed, match="F4:A0 does not answer"):
        await opening(gone)
