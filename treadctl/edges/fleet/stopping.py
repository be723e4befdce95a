"""Stopping one belt of a gym over its broker, and seeing that it stands."""

import asyncio
from contextlib import suppress

from pydantic import ValidationError

from treadctl.edges.fleet.listening import a_suffix, attend, until_lost
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_link import BrokerLost, Link, visit
from treadctl.edges.mqtt_messages import ONLINE
from treadctl.edges.mqtt_payloads import Ack, State
from treadctl.model import BeltState

AGAIN_S = 1.0
STAND_LIMIT_S = 20.0
SETTLE_S = 1.5  # a belt that was just set in motion is shown so by then


async def stop(config: BrokerConfig, site: str, machine: str) -> bool:
    """Stop that belt; True once its controller took the stop and measured it standing.

    False if that did not come within STAND_LIMIT_S: the belt may be moving. The stop goes out
    before all else, and again until it was taken. Raises BrokerLost.
    """
    base, seen = f"treadctl/v1/{site}/{machine}", _Seen()
    with suppress(TimeoutError):
        async with asyncio.timeout(STAND_LIMIT_S), visit(config, a_suffix("stop")) as link:
            await link.client.publish(f"{base}/cmd/stop", b"stop", qos=1)
            topics = [(f"{base}/{name}", 1) for name in ("availability", "state", "ack/stop")]
            await attend(link, topics, lambda topic, said: seen.hear(topic[len(base) + 1 :], said))
            return await _stands(link, base, seen)
    return False


class _Seen:
    """What came back so far."""

    def __init__(self) -> None:
        self.online = self.standing = False
        self.taken = asyncio.Event()

    def hear(self, name: str, payload: bytes) -> None:
        try:
            match name:
                case "availability":
                    self.online = payload == ONLINE.payload
                case "state":
                    self.standing = State.model_validate_json(payload).belt is BeltState.STANDING
                case "ack/stop" if Ack.model_validate_json(payload).accepted:
                    self.taken.set()
        except ValidationError:
            self.standing = False


async def _stands(link: Link, base: str, seen: _Seen) -> bool:
    lost = asyncio.create_task(until_lost(link), name="lost")
    try:
        while not seen.taken.is_set():
            await link.client.publish(f"{base}/cmd/stop", b"stop", qos=1)
            await _first_of(lost, seen.taken, AGAIN_S)
        await asyncio.sleep(SETTLE_S)
        while not (seen.online and seen.standing):
            await _first_of(lost, None, 0.1)
        return True
    finally:
        lost.cancel()
        await asyncio.gather(lost, return_exceptions=True)


async def _first_of(lost: asyncio.Task[None], event: asyncio.Event | None, within_s: float) -> None:
    """Wait so long, or until the event; raises BrokerLost once the broker is lost."""
    if event is None:
        await asyncio.wait([lost], timeout=within_s)
    else:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await event.wait()
    if lost.done():
        lost.result()
        raise BrokerLost("it hung up")
