"""A slice of the ten minutes of `python -m tests.edges.toxic`."""

import asyncio

import pytest

from tests.edges.mqtt_rig import until
from tests.edges.toxic import WRONG, campaign
from tests.edges.toxic_line import toxic_line
from tests.mosquitto import Mosquitto

pytestmark = pytest.mark.realtime


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_a_bad_network_and_a_broker_that_is_killed_cost_nothing() -> None:
    found = await campaign(seconds=4.0, every_s=2.0)
    assert found["kills"] >= 2
    assert found["events"] > 5 and found["samples"] > 5
    assert {key: found[key] for key in WRONG} == dict.fromkeys(WRONG, 0), found


async def test_of_a_half_open_connection_nobody_learns_that_the_broker_is_gone(
    mosquitto: Mosquitto,
) -> None:
    async with toxic_line(mosquitto.port) as toxic:
        heard, told = await asyncio.open_connection("127.0.0.1", toxic.port)
        toxic.deaf = 1.0
        told.write(b"x")
        await until(lambda: toxic.deafened == 1)
        mosquitto.stop()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await heard.read(1)
        told.close()
