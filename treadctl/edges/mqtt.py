"""The MQTT edge: shows one belt to a broker and takes stops from it.

Nothing that a broker does or fails to do reaches the belt, but one thing: a message on
`cmd/stop`, whatever is in it, stops the belt.
"""

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from treadctl.board.window import Window
from treadctl.edges.memory_outbox import MemoryOutbox
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_link import Birth, BrokerLost, Link, connected
from treadctl.edges.mqtt_losses import Losses, first
from treadctl.edges.mqtt_news import SIMULATED_SITE, News
from treadctl.edges.mqtt_story import Story
from treadctl.edges.outbox import Outbox

log = logging.getLogger(__name__)

BACK_OFF_S = (1.0, 2.0, 4.0, 8.0, 10.0)
STEADY_S = 10.0  # a connection that lasted shorter does not shorten the waiting again


@dataclass(frozen=True, slots=True)
class _Desk:
    """What goes out, and whether a stop came in."""

    news: News
    story: Story
    stop_wanted: asyncio.Event
    closing: asyncio.Event


async def publish(window: Window, config: BrokerConfig, outbox: Outbox | None = None) -> None:
    """Keep the broker told of the belt and pass stops on, until cancelled.

    A broker that is away, slow or silent is tried again for ever; meanwhile events and samples
    wait in `outbox`, of all else only the newest. Without an outbox they wait in memory.
    """
    news = News(wall_time, config)
    with ExitStack() as hearing:
        hearing.enter_context(window.watched(news.hear))
        if outbox is None:
            simulated = True if config.site == SIMULATED_SITE else None
            outbox = memory = MemoryOutbox(wall_time, simulated=simulated)
            hearing.enter_context(window.watched(memory.hear))
        story = Story(outbox, wall_time, pain=config.publish_health)
        desk = _Desk(news, story, stop_wanted=asyncio.Event(), closing=asyncio.Event())
        hearing.enter_context(outbox.followed(desk.story.hear))
        async with asyncio.TaskGroup() as tasks:  # a lost connection does not cancel a stop
            tasks.create_task(_pass_stops_on(window, desk), name="mqtt-stop")
            tasks.create_task(_stay_connected(config, desk), name="mqtt-link")
            try:
                await asyncio.Event().wait()
            finally:
                desk.closing.set()


def wall_time(at: float) -> datetime:
    """UTC at loop time `at`. The only reading of the wall clock here: it may be wrong or jump."""
    return datetime.now(UTC) - timedelta(seconds=asyncio.get_running_loop().time() - at)


async def _pass_stops_on(window: Window, desk: _Desk) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await desk.stop_wanted.wait()
        desk.stop_wanted.clear()
        answer = await window.ask(b'{"request":"stop"}')
        reason = None if answer["ok"] else str(answer["reason"])
        if reason is not None:
            log.error("A stop from MQTT was not taken: %s", reason)
        desk.news.answer("stop", reason, loop.time())


async def _stay_connected(config: BrokerConfig, desk: _Desk) -> None:
    loop, failures, away = asyncio.get_running_loop(), 0, False
    name = f"MQTT broker {config.host}:{config.port}"
    losses = Losses(f"{config.site}/{config.machine}")
    while True:
        online_at = float("inf")
        try:
            async with connected(config, desk.news.flooded) as link:
                online_at = loop.time()
                if away:
                    log.warning("%s is back", name)
                away = False
                await _serve(link, desk)
        except* BrokerLost as errors:
            if not away:
                was_there = online_at < float("inf")
                why = losses.lost(errors, loop.time()) if was_there else first(errors)
                log.warning("%s is away: %s", name, why)
            away = True
        if desk.closing.is_set():  # before Python 3.12 a task group that has an error forgets it
            return
        failures = 0 if loop.time() - online_at >= STEADY_S else failures
        await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
        failures += 1


async def _serve(link: Link, desk: _Desk) -> None:
    desk.news.begin_anew()
    desk.story.begin_anew()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_listen(link, desk), name="mqtt-listen")
        tasks.create_task(_tell_news(link, desk), name="mqtt-news")
        tasks.create_task(desk.story.tell_events(link), name="mqtt-events")
        tasks.create_task(desk.story.tell_live(link), name="mqtt-live")
        tasks.create_task(desk.story.tell_late(link), name="mqtt-late")


async def _listen(link: Link, desk: _Desk) -> None:
    loop, news = asyncio.get_running_loop(), desk.news
    async for heard in link.heard():
        if isinstance(heard, Birth):
            news.announce()
        elif heard.refused is not None:
            news.refuse(heard.name, heard.refused, loop.time())
        else:
            news.tally.stops_taken += 1
            desk.stop_wanted.set()
            if heard.retained:
                news.clear_stop()


async def _tell_news(link: Link, desk: _Desk) -> None:
    loop, news = asyncio.get_running_loop(), desk.news
    while True:
        await news.news.wait()
        news.news.clear()
        if news.health_is_due(loop.time()):
            news.waiting = await desk.story.waiting()
        while (message := news.next(loop.time())) is not None:
            before = desk.story.on_their_way()
            await link.send(message)
            await desk.story.arrived(before)
