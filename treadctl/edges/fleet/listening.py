"""Hearing what all machines of a gym say, from beside them.

A thousand machines say a thousand things in a second, and what is heard here is only noted. So
paho's own callback is taken, not aiomqtt's queue; and of live samples, which have QoS 0, the
properties are not read: paho makes an object of them, which is half of all the work.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from aiomqtt import ProtocolVersion
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode

from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_link import BrokerLost, Link, visit

TRY_AGAIN_S = 2.0
_QOS = 0x06  # its bits in the first byte of a message

Heard = Callable[[str, bytes], None]
"""Gets a topic and what was said on it; must return at once."""


def a_suffix(what: str) -> str:
    """For the client id of one more who listens: two of them do not end each other."""
    return f"-{what}-{secrets.token_hex(4)}"


async def attend(link: Link, topics: Iterable[tuple[str, int]], heard: Heard) -> None:
    """From now on let `heard` have what comes on `topics`, (filter, QoS) each. Raises BrokerLost.

    What the broker kept comes first. What an access list forbids never comes.
    """

    def take(_client: object, _data: Any, message: MQTTMessage) -> None:
        heard(message.topic, bytes(message.payload))

    client = link.client._client
    client.on_message = take
    _take_live_unread(client, heard, with_properties=link.version is ProtocolVersion.V5)
    for topic, qos in topics:
        await link.client.subscribe(topic, qos=qos)
    _heed_cancellation()


def _heed_cancellation() -> None:
    """Before Python 3.12 `asyncio.wait_for` forgets one that comes together with an answer."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _take_live_unread(client: Client, heard: Heard, *, with_properties: bool) -> None:
    """From now on let `heard` have what comes with QoS 0 as it comes; all else goes as ever.

    Source: MQTT 5.0, section 3.3.
    """
    as_ever = client._handle_publish

    def take() -> MQTTErrorCode:
        if client._in_packet["command"] & _QOS:
            return as_ever()
        packet = bytes(client._in_packet["packet"])
        try:
            end = 2 + int.from_bytes(packet[:2])
            start = _after_properties(packet, end) if with_properties else end
            topic = packet[2:end].decode()
        except (IndexError, UnicodeDecodeError):
            return as_ever()
        heard(topic, packet[start:])
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    client._handle_publish = take  # type: ignore[method-assign] # there is no other door


def _after_properties(packet: bytes, at: int) -> int:
    """Where the payload begins, after properties at `at`. Raises IndexError if they end early.

    Source: MQTT 5.0, section 1.5.5: seven bits a byte, the lowest first.
    """
    length, shift = 0, 0
    while True:
        byte = packet[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    if len(packet) < at + length:
        raise IndexError
    return at + length


async def until_lost(link: Link) -> None:
    """Wait until the connection is lost, and raise BrokerLost."""
    async for _ in link.client.messages:
        pass
    raise BrokerLost("it hung up")


async def listen(
    config: BrokerConfig,
    topics: Iterable[tuple[str, int]],
    heard: Heard,
    linked: Callable[[str | None], None],
) -> None:
    """Let `heard` have all that is said on `topics`, for ever.

    A broker that is away is tried again. `linked` gets None once it is there, else why it is not.
    """
    wanted, suffix = tuple(topics), a_suffix("fleet")
    while True:
        try:
            async with visit(config, suffix) as link:
                await attend(link, wanted, heard)
                linked(None)
                await until_lost(link)
        except BrokerLost as error:
            linked(str(error))
        _heed_cancellation()
        await asyncio.sleep(TRY_AGAIN_S)
