"""A broker's answers (PUBACK) to many messages, at little cost.

paho makes an object of the reason and another of the properties of each: with a backlog to tell,
that is a third of all work. aiomqtt does not look at either.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Literal

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

log = logging.getLogger(__name__)

_MID_BYTES = 2
_FIRST_REFUSAL = 0x80  # MQTT 5.0, table 3-4


def take_answers_unread(client: Client, refused: Callable[[int, int], None]) -> None:
    """From now on each PUBACK says to `on_publish` that its message was answered, and no more.

    Reason and properties are the same empty ones each time. Where the broker did not take the
    message, `refused` hears its number and the reason first.
    """
    as_ever = client._handle_pubackcomp
    reason = ReasonCode(PacketTypes.PUBACK)
    properties = Properties(PacketTypes.PUBACK)  # type: ignore[no-untyped-call] # paho's

    def take(cmd: Literal["PUBACK", "PUBCOMP"]) -> MQTTErrorCode:
        packet = client._in_packet["packet"]
        if cmd != "PUBACK" or len(packet) < _MID_BYTES:
            return as_ever(cmd)
        mid = int.from_bytes(packet[:_MID_BYTES])
        with client._out_message_mutex:
            if mid not in client._out_messages:
                return MQTTErrorCode.MQTT_ERR_SUCCESS
            if len(packet) > _MID_BYTES and packet[_MID_BYTES] >= _FIRST_REFUSAL:
                refused(mid, packet[_MID_BYTES])
            return client._do_on_publish(mid, reason, properties)

    client._handle_pubackcomp = take  # type: ignore[method-assign] # there is no other door


class Refusals:
    """Marks who waits for the answer to a message that the broker did not take; logs the first."""

    def __init__(self, waiting: Mapping[int, asyncio.Event]) -> None:
        self._waiting = waiting
        self._told = False

    def __call__(self, mid: int, reason: int) -> None:
        if not self._told:
            log.warning("The broker does not take all we tell it (0x%02x). Check its ACL.", reason)
        self._told = True
        answer = self._waiting.get(mid)
        if isinstance(answer, _Answer):
            answer.refused = True


class Flight:
    """Messages under way."""

    def __init__(self, arrived: Callable[[int], None], refused: Callable[[int], None]) -> None:
        self._arrived = arrived
        self._refused = refused
        self._under_way = 0
        self._landed = asyncio.Event()

    def take_off(self, place: int) -> "_Answer":
        """One more is under way; its answer is to be told to what is returned."""
        self._under_way += 1
        return _Answer(self, place)

    def land(self, place: int, *, refused: bool) -> None:
        """One has arrived, or was refused."""
        self._under_way -= 1
        (self._refused if refused else self._arrived)(place)
        self._landed.set()

    async def fewer_than(self, most: int) -> None:
        """Wait until fewer than `most` are under way."""
        while self._under_way >= most:
            self._landed.clear()
            await self._landed.wait()


class _Answer(asyncio.Event):
    """What aiomqtt sets once a message was answered."""

    def __init__(self, flight: Flight, place: int) -> None:
        self._flight, self._place = flight, place
        self.refused = False

    def set(self) -> None:
        self._flight.land(self._place, refused=self.refused)
