"""Whether a broker is one for us: it is connected to as the service does, and asked for an echo.

What an access list forbids is silently thrown away by many brokers. So only what came back proves
anything; it goes over a topic of ours that nobody else listens to.
"""

import asyncio
import secrets
from dataclasses import dataclass
from statistics import median

from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_inbox import payload_of
from treadctl.edges.mqtt_link import BrokerLost, Link, visit

CHECK = "check"
ECHOES = 5
ECHO_LIMIT_S = 2.0


class NoEcho(Exception):
    """The broker took what we said and did not give it back: its access list forbids that."""


@dataclass(frozen=True, slots=True)
class Echo:
    """How long a message took to the broker and back, and its answer after that.

    The answer is in the broker's hands first. Where it comes 40 ms later than the echo, small
    packets are held back (Nagle's algorithm; eclipse/mosquitto, issue 433).
    """

    took_s: float
    held_back_s: float


async def echo(config: BrokerConfig) -> Echo:
    """What the broker gave back: the medians of ECHOES. Raises BrokerLost, which says why, or
    NoEcho.
    """
    async with visit(config) as link:
        topic = f"{config.base}/{CHECK}"
        await link.client.subscribe(topic, qos=0)  # we say nothing back that would hurry it up
        echoes = [await _one(link, topic) for _ in range(ECHOES)]
    return Echo(median(one.took_s for one in echoes), median(one.held_back_s for one in echoes))


async def _one(link: Link, topic: str) -> Echo:
    loop, word = asyncio.get_running_loop(), secrets.token_hex(8).encode()
    began = loop.time()
    saying = asyncio.create_task(link.client.publish(topic, word, qos=1))
    try:
        async with asyncio.timeout(ECHO_LIMIT_S):
            await _heard(link, word)
            came = loop.time()
            await saying
    except TimeoutError as error:
        raise NoEcho from error
    finally:
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
    return Echo(came - began, loop.time() - came)


async def _heard(link: Link, word: bytes) -> None:
    async for message in link.client.messages:
        if payload_of(message) == word:
            return
    raise BrokerLost("it hung up")
