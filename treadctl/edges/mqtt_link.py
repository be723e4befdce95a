"""One connection to an MQTT broker: the adapter to aiomqtt."""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import aiomqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_answers import Flight, Refusals, take_answers_unread
from treadctl.edges.mqtt_commands import Refusal, command_in, is_stop, refusal
from treadctl.edges.mqtt_discovery import BIRTH, BIRTH_TOPIC
from treadctl.edges.mqtt_inbox import Inbox, payload_of
from treadctl.edges.mqtt_messages import OFFLINE, ONLINE, Message
from treadctl.edges.mqtt_tls import out_of_date, tls_context
from treadctl.tasks import finish

BrokerLost = aiomqtt.MqttError

KEEPALIVE_S = 5  # a broker sees after 7.5 s that we are gone, we after 10 s that it is
TIMEOUT_S = 3.0
AT_ONCE = 20  # what a broker takes at once, and paho too: more would wait in its queue
GOODBYE_S = 2.0

_V5, _V311 = aiomqtt.ProtocolVersion.V5, aiomqtt.ProtocolVersion.V311
_UNSUPPORTED_VERSION, _FIRST_REFUSAL = 0x84, 0x80
_MAY_WANT_ONE = "it may want a certificate of ours: set certificate_file and key_file"
# Nagle's algorithm on either side costs a QoS 1 message 40 ms (eclipse/mosquitto, issue 433).
_NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
# A lost connection is told once, by whoever gets BrokerLost; paho would tell it too.
_SILENT = logging.getLogger(f"{__name__}.paho")
_SILENT.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for: a stop where `refused` is None, whatever came with it."""

    name: str
    refused: Refusal | None
    retained: bool


@dataclass(frozen=True, slots=True)
class Birth:
    """Home Assistant has started, and wants to hear what there is."""


@dataclass(frozen=True, slots=True)
class Link:
    """One connection to a broker, and what it speaks."""

    client: aiomqtt.Client
    version: aiomqtt.ProtocolVersion
    base: str

    async def send(self, message: Message) -> None:
        """Return once the broker has it (QoS 0: once it is on its way). Raises BrokerLost.

        For a task that is in no task group of its own: before Python 3.12 `asyncio.wait_for`
        forgets a cancellation that comes together with the answer, and here it is remembered.
        """
        await self.publish(message)
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError

    async def publish(self, message: Message) -> None:
        """As `send`, for any task."""
        properties = None
        if self.version is _V5 and message.expiry_s is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call] # paho's
            properties.MessageExpiryInterval = message.expiry_s
        topic = message.topic if message.foreign else f"{self.base}/{message.topic}"
        await self.client.publish(
            topic, message.payload, message.qos, message.retain, properties=properties
        )

    async def send_all(
        self,
        messages: Iterable[Message],
        arrived: Callable[[int], None],
        refused: Callable[[int], None],
    ) -> None:
        """Send in order, AT_ONCE of them without an answer; tell the place of each that arrived.

        And of each that the broker refused to take: it would refuse it again.
        All have QoS 1 and are ours, not foreign. There is no
        deadline: whoever listens on this connection learns that it is lost.
        """
        flight, waiting = Flight(arrived, refused), self.client._pending_publishes
        for place, message in enumerate(messages):
            await flight.fewer_than(AT_ONCE)
            topic = f"{self.base}/{message.topic}"
            # aiomqtt's own publish, a task and a timer for each, takes as long again as paho's.
            info = self.client._client.publish(topic, message.payload, message.qos)
            if info.rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise BrokerLost("it is not connected any more")
            waiting[info.mid] = flight.take_off(place)
        await flight.fewer_than(1)

    async def heard(self) -> AsyncIterator[Command | Birth]:
        """Every command, stops first, until the connection is lost: that raises BrokerLost."""
        async for message in self.client.messages:
            topic, payload = message.topic.value, payload_of(message)
            if topic == BIRTH_TOPIC:
                if payload == BIRTH:
                    yield Birth()
                continue
            name, retained = command_in(topic), message.retain and bool(payload)
            why = None if is_stop(topic) else refusal(name, payload, retained=retained)
            yield Command(name, why, retained)

    async def subscribe(self) -> None:
        """Raises BrokerLost if the broker does not let us hear commands: stops would be lost.

        That it may hide the birth of Home Assistant is no matter: then there is none for us.
        """
        topic = f"{self.base}/cmd/#"
        if await self._subscribed(topic) >= _FIRST_REFUSAL:
            raise BrokerLost(f"it refuses a subscription to {topic}")
        await self._subscribed(BIRTH_TOPIC)

    async def _subscribed(self, topic: str) -> int:
        if self.version is _V5:
            # As published: a stop that was retained while we listened is recognised, and cleared.
            options = SubscribeOptions(qos=1, noLocal=True, retainAsPublished=True)
            granted = await self.client.subscribe(topic, options=options)
        else:
            granted = await self.client.subscribe(topic, qos=1)
        return granted[0].value if isinstance(granted[0], ReasonCode) else granted[0]


@asynccontextmanager
async def connected(
    config: BrokerConfig, flood: Callable[[], None] = lambda: None
) -> AsyncIterator[Link]:
    """A broker that lets us hear commands and knows us online; on the way out it is told offline.

    Speaks MQTT 5, or 3.1.1 where 5 is refused. `flood` is called for each command for which there
    was no room. Raises BrokerLost.
    """
    link = await _connect(config, partial(Inbox, flood))
    try:
        await link.subscribe()
        await link.publish(ONLINE)
        yield link
    finally:
        with suppress(BrokerLost, TimeoutError):
            await finish(_say_goodbye(link), GOODBYE_S)


@asynccontextmanager
async def visit(config: BrokerConfig, suffix: str = "-doctor") -> AsyncIterator[Link]:
    """A connection beside that of the service, which nobody is told of. Raises BrokerLost.

    One with the same `suffix` ends it.
    """
    beside = replace(config, client_suffix=suffix)
    tls, version = await _spoken(beside)
    async with _client(beside, version, tls, None, None) as client:
        yield Link(client, version, config.base)


async def _spoken(config: BrokerConfig) -> tuple[ssl.SSLContext | None, aiomqtt.ProtocolVersion]:
    """What is to be spoken with the broker."""
    try:
        tls = await asyncio.to_thread(tls_context, config.files) if config.tls else None
    except OSError as error:
        raise BrokerLost(f"the files for TLS cannot be used: {error}") from error
    try:
        return tls, await _version(config, tls)
    except BrokerLost as error:
        if (why := await asyncio.to_thread(out_of_date, config.files)) is not None:
            raise BrokerLost(f"{error}; {why}") from error
        if config.tls and config.files.certificate is None and "timed out" in str(error):
            raise BrokerLost(f"{error}; {_MAY_WANT_ONE}") from error  # TLS 1.3 says no too late
        raise


async def _connect(config: BrokerConfig, inbox: Callable[..., Inbox]) -> Link:
    tls, version = await _spoken(config)
    will = aiomqtt.Will(f"{config.base}/{OFFLINE.topic}", OFFLINE.payload, qos=1, retain=True)
    client = _client(config, version, tls, will, inbox)
    take_answers_unread(client._client, Refusals(client._pending_publishes))
    await client.__aenter__()
    return Link(client, version, config.base)


async def _version(config: BrokerConfig, tls: ssl.SSLContext | None) -> aiomqtt.ProtocolVersion:
    """What the broker speaks: asked without a will, on which amqtt 0.12 falls silent."""
    try:
        async with _client(config, _V5, tls, None, None):
            return _V5
    except aiomqtt.exceptions.MqttConnectError as error:
        if isinstance(error.rc, ReasonCode) and error.rc.value == _UNSUPPORTED_VERSION:
            return _V311
        raise


async def _say_goodbye(link: Link) -> None:
    try:
        await link.publish(OFFLINE)
    finally:
        await link.client.__aexit__(None, None, None)


def _client(
    config: BrokerConfig,
    version: aiomqtt.ProtocolVersion,
    tls: ssl.SSLContext | None,
    will: aiomqtt.Will | None,
    inbox: Callable[..., Inbox] | None,
) -> aiomqtt.Client:
    return aiomqtt.Client(
        config.host,
        config.port,
        # Always the same: a new connection ends the old one, whose will would else come later.
        identifier=config.client_id,
        username=config.username,
        password=config.password,
        protocol=version,
        will=will,
        clean_session=True if version is _V311 else None,  # a client's first MQTT 5 start is clean
        timeout=TIMEOUT_S,
        keepalive=KEEPALIVE_S,
        logger=_SILENT,
        queue_type=cast(type[Inbox] | None, inbox),
        tls_context=tls,
        socket_options=[_NO_DELAY],
    )
