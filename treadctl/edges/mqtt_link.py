"""One connection to an MQTT broker: the adapter to aiomqtt, the only file that knows it."""

import asyncio
import logging
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_messages import OFFLINE, ONLINE, Message, command_in
from treadctl.tasks import finish

BrokerLost = aiomqtt.MqttError

KEEPALIVE_S = 5  # a broker sees after 7.5 s that we are gone, we after 10 s that it is
TIMEOUT_S = 3.0
GOODBYE_S = 2.0
MOST_COMMANDS = 100

_V5, _V311 = aiomqtt.ProtocolVersion.V5, aiomqtt.ProtocolVersion.V311
_UNSUPPORTED_VERSION, _FIRST_REFUSAL = 0x84, 0x80
# Nagle's algorithm on either side costs a QoS 1 message 40 ms (eclipse/mosquitto, issue 433).
_NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
# A lost connection is told once, by whoever gets BrokerLost; paho would tell it too.
_SILENT = logging.getLogger(f"{__name__}.paho")
_SILENT.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for. `stop` is true for `cmd/stop` alone, whatever came with it."""

    name: str
    stop: bool
    retained: bool


@dataclass(frozen=True, slots=True)
class Link:
    """One connection to a broker, and what it speaks."""

    client: aiomqtt.Client
    version: aiomqtt.ProtocolVersion
    base: str

    async def send(self, message: Message) -> None:
        """Return once the broker has it (QoS 0: once it is on its way). Raises BrokerLost."""
        properties = None
        if self.version is _V5 and message.expiry_s is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call] # paho's
            properties.MessageExpiryInterval = message.expiry_s
        topic = f"{self.base}/{message.topic}"
        await self.client.publish(
            topic, message.payload, message.qos, message.retain, properties=properties
        )

    async def commands(self) -> AsyncIterator[Command]:
        """Every command, stops first, until the connection is lost: that raises BrokerLost."""
        async for message in self.client.messages:
            retained = message.retain and bool(message.payload)
            yield Command(command_in(message.topic.value), _is_stop(message), retained)

    async def subscribe(self) -> None:
        """Raises BrokerLost if the broker does not let us hear commands: stops would be lost."""
        topic = f"{self.base}/cmd/#"
        if self.version is _V5:
            # As published: a stop that was retained while we listened is recognised, and cleared.
            options = SubscribeOptions(qos=1, noLocal=True, retainAsPublished=True)
            granted = await self.client.subscribe(topic, options=options)
        else:
            granted = await self.client.subscribe(topic, qos=1)
        code = granted[0].value if isinstance(granted[0], ReasonCode) else granted[0]
        if code >= _FIRST_REFUSAL:
            raise BrokerLost(f"it refuses a subscription to {topic}")


class _Inbox(asyncio.Queue[aiomqtt.Message]):
    """Commands that came in. A stop goes first; a flood of others cannot delay or displace it."""

    def _init(self, maxsize: int) -> None:
        self._queue: deque[aiomqtt.Message] = deque()

    def _put(self, item: aiomqtt.Message) -> None:
        waiting = self._queue
        if not _is_stop(item):
            if len(waiting) < MOST_COMMANDS:
                waiting.append(item)
        elif not (waiting and _is_stop(waiting[0])):
            waiting.appendleft(item)
        elif item.retain:  # it stands for both, and is to be cleared
            waiting[0] = item


def _is_stop(message: aiomqtt.Message) -> bool:
    return message.topic.value.split("/")[4:] == ["cmd", "stop"]


@asynccontextmanager
async def connected(config: BrokerConfig) -> AsyncIterator[Link]:
    """A broker that lets us hear commands and knows us online; on the way out it is told offline.

    Speaks MQTT 5, or 3.1.1 where 5 is refused. Raises BrokerLost.
    """
    link = await _connect(config)
    try:
        await link.subscribe()
        await link.send(ONLINE)
        yield link
    finally:
        with suppress(BrokerLost, TimeoutError):
            await finish(_say_goodbye(link), GOODBYE_S)


async def _connect(config: BrokerConfig) -> Link:
    tls = await asyncio.to_thread(ssl.create_default_context) if config.tls else None
    version = await _version(config, tls)
    will = aiomqtt.Will(f"{config.base}/{OFFLINE.topic}", OFFLINE.payload, qos=1, retain=True)
    client = _client(config, version, tls, will)
    await client.__aenter__()
    return Link(client, version, config.base)


async def _version(config: BrokerConfig, tls: ssl.SSLContext | None) -> aiomqtt.ProtocolVersion:
    """What the broker speaks: asked without a will, on which amqtt 0.12 falls silent."""
    try:
        async with _client(config, _V5, tls, None):
            return _V5
    except aiomqtt.exceptions.MqttConnectError as error:
        if isinstance(error.rc, ReasonCode) and error.rc.value == _UNSUPPORTED_VERSION:
            return _V311
        raise


async def _say_goodbye(link: Link) -> None:
    try:
        await link.send(OFFLINE)
    finally:
        await link.client.__aexit__(None, None, None)


def _client(
    config: BrokerConfig,
    version: aiomqtt.ProtocolVersion,
    tls: ssl.SSLContext | None,
    will: aiomqtt.Will | None,
) -> aiomqtt.Client:
    return aiomqtt.Client(
        config.host,
        config.port,
        # Always the same: a new connection ends the old one, whose will would else come later.
        identifier=f"treadctl-{config.site}-{config.machine}",
        username=config.username,
        password=config.password,
        protocol=version,
        will=will,
        clean_session=True if version is _V311 else None,  # a client's first MQTT 5 start is clean
        timeout=TIMEOUT_S,
        keepalive=KEEPALIVE_S,
        logger=_SILENT,
        queue_type=_Inbox,
        tls_context=tls,
        socket_options=[_NO_DELAY],
    )
