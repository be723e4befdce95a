"""A gym's messages in a real VictoriaMetrics, and every query that is shipped run there."""

import asyncio
import gc
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.edges.fleet.test_kit import expressions
from tests.edges.mqtt_rig import Room, config, published, until
from tests.mosquitto import Mosquitto
from treadctl.cli.bench.fleet_store import BINARY, store
from treadctl.edges.fleet.intake import Intake
from treadctl.model import BeltState

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]
SOON_S = 20.0
FLUSH = "/internal/force_flush"  # else what was just stored is found some seconds later


async def test_what_a_machine_says_is_found_by_the_queries(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    with store(tmp_path / "database") as database:
        if database.name != BINARY:
            pytest.skip("needs Debian's victoria-metrics")
        room, intake = Room(), Intake(database.url)
        taking = asyncio.create_task(intake.run(config(mosquitto.port)))
        query = database.url.replace("/write", "/api/v1/query")
        async with ClientSession() as session, published(room, config(mosquitto.port)):
            await until(lambda: intake.counts.stored)
            room.show(belt=BeltState.MOVING, speed_kmh=2.5, age_s=0.0)
            room.say("stop_requested", cause="pain")
            assert await _value(session, query, "treadctl_speed_kmh") == "2.5"
            assert await _value(session, query, "treadctl_online") == "1"
            said = 'sum(count_over_time(treadctl_stop{cause="pain"}[5m]))'
            assert await _value(session, query, said) == "1"
            for expression in expressions():
                assert (await _asked(session, query, expression))["status"] == "success"
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        gc.collect()


async def _value(session: ClientSession, query: str, expression: str) -> str:
    """The one value, waited for."""
    async with asyncio.timeout(SOON_S):
        while True:
            async with session.get(query.replace("/api/v1/query", FLUSH)):
                found = (await _asked(session, query, expression))["data"]["result"]
            if found:
                return str(found[0]["value"][1])
            await asyncio.sleep(0.1)


async def _asked(session: ClientSession, query: str, expression: str) -> Any:
    # `nocache`, and `latency_offset` 1 ms: else the last half minute is not looked at.
    more = {"query": expression, "nocache": "1", "latency_offset": "1ms"}
    async with session.get(query, params=more) as answer:
        return await answer.json()
