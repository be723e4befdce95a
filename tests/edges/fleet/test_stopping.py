import asyncio
import gc
from collections.abc import Iterator

import pytest

from tests.edges.mqtt_rig import BASE, Room, config, published, until
from tests.mosquitto import Mosquitto, reader
from treadctl.board.requests import Stop
from treadctl.edges.fleet import stopping
from treadctl.edges.fleet.stopping import stop
from treadctl.edges.mqtt_link import BrokerLost
from treadctl.model import BeltState

pytestmark = pytest.mark.realtime

SITE, MACHINE = BASE.split("/")[2:]


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(stopping, "SETTLE_S", 0.4)
    yield
    gc.collect()


class Obedient(Room):
    """A belt that stands once it was asked to, if it `obeys`."""

    def __init__(self, *, obeys: bool = True) -> None:
        super().__init__()
        self._shown["belt"] = BeltState.MOVING
        self._obeys = obeys

    def show(self, **changes: object) -> None:
        if self.asked and self._obeys:
            self._shown["belt"] = BeltState.STANDING
        super().show(**changes)


async def test_a_belt_that_was_stopped_is_seen_to_stand(mosquitto: Mosquitto) -> None:
    room, own = Obedient(), config(mosquitto.port)
    async with reader(mosquitto.port) as outside, published(room, own):
        await outside.first(f"{BASE}/state")
        assert await stop(own, SITE, MACHINE)
    assert {type(one) for one in room.asked} == {Stop}


async def test_a_belt_that_does_not_stop_is_not_said_to_stand(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "STAND_LIMIT_S", 1.5)
    room, own = Obedient(obeys=False), config(mosquitto.port)
    async with published(room, own):
        await until(lambda: room.board.latest is not None)
        assert not await stop(own, SITE, MACHINE)
    assert room.asked


async def test_a_machine_that_is_away_is_not_said_to_stand_whatever_the_broker_kept(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "STAND_LIMIT_S", 1.0)
    own = config(mosquitto.port)
    async with reader(mosquitto.port) as outside:
        async with published(Room(), own):
            await outside.first(f"{BASE}/state")
        assert not await stop(own, SITE, MACHINE)


async def test_a_stop_is_said_again_until_it_is_taken(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "AGAIN_S", 0.1)
    room, own = Obedient(), config(mosquitto.port)
    asking = asyncio.create_task(stop(own, SITE, MACHINE))
    await asyncio.sleep(0.5)  # nobody is there yet
    async with published(room, own):
        assert await asking


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_without_a_broker_that_is_said(mosquitto: Mosquitto) -> None:
    mosquitto.stop()
    with pytest.raises(BrokerLost):
        await stop(config(mosquitto.port), SITE, MACHINE)
