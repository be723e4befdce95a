"""The queue of messages that came in, for aiomqtt: bounded, and a stop never waits in it."""

import asyncio
from collections import deque
from collections.abc import Callable

import aiomqtt

from treadctl.edges.mqtt_commands import MOST_BYTES, is_stop

MOST_COMMANDS = 100


class Inbox(asyncio.Queue[aiomqtt.Message]):
    """Commands that came in. A stop goes first; a flood of others cannot delay or displace it.

    Little is kept of a long one, and of those that find no room only how many they were.
    """

    def __init__(self, flood: Callable[[], None], maxsize: int = 0) -> None:
        super().__init__(maxsize)
        self._flood = flood

    def _init(self, maxsize: int) -> None:
        self._queue: deque[aiomqtt.Message] = deque()

    def _put(self, item: aiomqtt.Message) -> None:
        waiting = self._queue
        item.payload = payload_of(item)[: MOST_BYTES + 1]
        if not is_stop(item.topic.value):
            if len(waiting) < MOST_COMMANDS:
                waiting.append(item)
            else:
                self._flood()
        elif not (waiting and is_stop(waiting[0].topic.value)):
            waiting.appendleft(item)
        elif item.retain:  # it stands for both, and is to be cleared
            waiting[0] = item


def payload_of(message: aiomqtt.Message) -> bytes:
    """What is in it; nothing if there is nothing."""
    return message.payload if isinstance(message.payload, bytes) else b""
