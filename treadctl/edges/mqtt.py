"""The MQTT edge: shows one belt to a broker and takes stops from it.

Nothing that a broker does or fails to do reaches the belt, but one thing: a message on
`cmd/stop`, whatever is in it, stops the belt.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from treadctl.board.window import Window
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_link import BrokerLost, Link, connected
from treadctl.edges.mqtt_messages import ONLY_STOP
from treadctl.edges.mqtt_outbox import Outbox

log = logging.getLogger(__name__)

SIMULATED_SITE = "sim"
BACK_OFF_S = (1.0, 2.0, 4.0, 8.0, 10.0)
STEADY_S = 10.0  # a connection that lasted shorter does not shorten the waiting again


async def publish(window: Window, config: BrokerConfig) -> None:
    """Keep the broker told of the belt and pass stops on, until cancelled.

    A broker that is away, slow or silent is tried again for ever; meanwhile only the newest
    snapshot and the last events are kept. A site called "sim" marks everything as simulated.
    """
    outbox = Outbox(wall_time, simulated=True if config.site == SIMULATED_SITE else None)
    stop_wanted = asyncio.Event()
    with window.watched(outbox.hear):
        async with asyncio.TaskGroup() as tasks:  # a lost connection does not cancel a stop
            tasks.create_task(_pass_stops_on(window, outbox, stop_wanted), name="mqtt-stop")
            tasks.create_task(_stay_connected(config, outbox, stop_wanted), name="mqtt-link")


def wall_time(at: float) -> datetime:
    """UTC at loop time `at`. The only reading of the wall clock here: it may be wrong or jump."""
    return datetime.now(UTC) - timedelta(seconds=asyncio.get_running_loop().time() - at)


async def _pass_stops_on(window: Window, outbox: Outbox, wanted: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await wanted.wait()
        wanted.clear()
        answer = await window.ask(b'{"request":"stop"}')
        reason = None if answer["ok"] else str(answer["reason"])
        if reason is not None:
            log.error("A stop from MQTT was not taken: %s", reason)
        outbox.answer("stop", reason, loop.time())


async def _stay_connected(config: BrokerConfig, outbox: Outbox, stop_wanted: asyncio.Event) -> None:
    loop, failures, away = asyncio.get_running_loop(), 0, False
    name = f"MQTT broker {config.host}:{config.port}"
    while True:
        online_at = float("inf")
        try:
            async with connected(config) as link:
                online_at = loop.time()
                if away:
                    log.warning("%s is back", name)
                away = False
                await _serve(link, outbox, stop_wanted)
        except* BrokerLost as errors:
            if not away:
                log.warning("%s is away: %s", name, _first(errors))
            away = True
        failures = 0 if loop.time() - online_at >= STEADY_S else failures
        await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
        failures += 1


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _serve(link: Link, outbox: Outbox, stop_wanted: asyncio.Event) -> None:
    outbox.begin_anew()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_listen(link, outbox, stop_wanted), name="mqtt-listen")
        tasks.create_task(_send(link, outbox), name="mqtt-send")


async def _listen(link: Link, outbox: Outbox, stop_wanted: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    async for command in link.commands():
        if not command.stop:
            outbox.answer(command.name, ONLY_STOP, loop.time())
            continue
        stop_wanted.set()
        if command.retained:
            outbox.clear_stop()


async def _send(link: Link, outbox: Outbox) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await outbox.news.wait()
        outbox.news.clear()
        while (message := outbox.next(loop.time())) is not None:
            await link.send(message)
            outbox.sent()
