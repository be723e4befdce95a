import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.edges.fleet.machines import telemetry
from tests.edges.mqtt_rig import Room, config, published, until
from tests.mosquitto import Mosquitto, free_port
from treadctl.edges.fleet import intake as module
from treadctl.edges.fleet import listening
from treadctl.edges.fleet.intake import Intake

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]

TOPIC = "treadctl/v1/gym-1/tm-1/telemetry"


class Database:
    """Takes lines over HTTP, unless it is `ill`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ill = False
        self.asked = 0
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.ill:
            return web.Response(status=503)
        self.lines += (await request.text()).splitlines()
        return web.Response(status=204)


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    found, app = Database(), web.Application(client_max_size=1 << 26)
    app.router.add_post("/write", found.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/write"
    try:
        yield found
    finally:
        await runner.cleanup()


@asynccontextmanager
async def taking(intake: Intake, port: int) -> AsyncIterator[None]:
    running = asyncio.create_task(intake.run(config(port)))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        gc.collect()


async def test_what_a_machine_says_is_stored(mosquitto: Mosquitto) -> None:
    room = Room()
    async with database() as kept:
        intake = Intake(kept.url)
        async with taking(intake, mosquitto.port), published(room, config(mosquitto.port)):
            await until(lambda: any("online=1" in one for one in kept.lines))
            room.show(speed_kmh=2.0, age_s=0.0)
            await until(lambda: any("speed_kmh=2.0" in one for one in kept.lines))
        assert intake.counts.stored == len(kept.lines)
        assert (intake.counts.unread, intake.counts.dropped) == (0, 0)


async def test_that_a_machine_is_there_is_stored_again_and_again(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FACTS_EVERY_S", 0.2)
    async with database() as kept:
        async with taking(Intake(kept.url), mosquitto.port):
            async with published(Room(), config(mosquitto.port)):
                await until(lambda: sum("online=1" in one for one in kept.lines) > 2)
            await until(lambda: sum("online=0" in one for one in kept.lines) > 2)


async def test_what_comes_while_the_database_is_ill_is_stored_later(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRY_AGAIN_S", 0.05)
    async with database() as kept:
        intake = Intake(kept.url)
        kept.ill = True
        async with taking(intake, mosquitto.port):
            for number in range(5):
                intake.hear(TOPIC, telemetry(number, distance_m=number))
            await until(lambda: kept.asked > 2)
            assert intake.counts.stored == 0
            kept.ill = False
            await until(lambda: intake.counts.stored == 5)
        assert [one.split("distance_m=")[1][0] for one in kept.lines] == list("01234")


async def test_what_still_waits_at_the_end_is_stored(mosquitto: Mosquitto) -> None:
    async with database() as kept:
        intake = Intake(kept.url)
        async with taking(intake, mosquitto.port):
            await asyncio.sleep(0)  # it runs, and looks for something to store a little later
            intake.hear(TOPIC, telemetry(1, distance_m=1))
        assert (intake.counts.stored, len(kept.lines)) == (1, 1)


async def test_what_was_cut_off_on_its_way_is_stored_at_the_end(mosquitto: Mosquitto) -> None:
    async with database() as kept:
        intake = Intake(kept.url)
        async with taking(intake, mosquitto.port):
            intake.hear(TOPIC, telemetry(1, distance_m=1))
            await until(lambda: kept.asked)
        assert intake.counts.stored == 1


async def test_a_database_that_is_ill_at_the_end_is_not_waited_for(mosquitto: Mosquitto) -> None:
    async with database() as kept:
        intake, kept.ill = Intake(kept.url), True
        async with taking(intake, mosquitto.port):
            await asyncio.sleep(0)
            intake.hear(TOPIC, telemetry(1, distance_m=1))
        assert (intake.counts.stored, kept.lines) == (0, [])


async def test_a_broker_that_is_away_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listening, "TRY_AGAIN_S", 0.02)
    intake, tries = Intake("http://127.0.0.1:1/write"), list[str | None]()
    as_ever = intake._linked

    def linked(why: str | None) -> None:
        tries.append(why)
        as_ever(why)

    monkeypatch.setattr(intake, "_linked", linked)
    async with taking(intake, free_port()):
        await until(lambda: len(tries) > 3)
    assert len([one for one in caplog.messages if "The broker is away" in one]) == 1


async def test_of_too_much_the_newest_is_kept_and_the_rest_counted(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    async with database() as kept:
        intake = Intake(kept.url)
        for number in range(5):
            intake.hear(TOPIC, telemetry(number, distance_m=number))
        async with taking(intake, mosquitto.port):
            await until(lambda: kept.lines)
        assert intake.counts.dropped == 2
        assert [one.split("distance_m=")[1][0] for one in kept.lines] == list("234")


def test_what_nobody_can_read_is_counted() -> None:
    intake = Intake("http://127.0.0.1:1/write")
    intake.hear(TOPIC, b"\xff")
    assert intake.counts.as_json() == {"heard": 1, "stored": 0, "unread": 1, "dropped": 0}
