"""Any strap or watch that offers the Bluetooth Heart Rate Service, over bleak.

Source: Heart Rate Service 1.0, section 3.1. It only tells; nothing is ever written to it.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from bleak import BleakClient

from treadctl.drivers import HeartListener, bluetooth
from treadctl.drivers.gatt import LINK_ERRORS, OpenClient, find, hang_up
from treadctl.drivers.turns import RADIO
from treadctl.errors import ConnectFailed, DecodeError, LinkLost
from treadctl.protocols.heart_rate import HEART_RATE_MEASUREMENT, decode_heart_rate

log = logging.getLogger(__name__)

SUBSCRIBE_LIMIT_S = 5.0
SILENCE_LIMIT_S = 15.0  # a Bluetooth service that was restarted tells nobody that links are gone
PAUSES_S = (1.0, 2.0, 5.0, 10.0)  # between attempts: each may scan, beside the treadmill's link


class Strap:
    """One connection to one strap, used once."""

    def __init__(self, open_client: OpenClient) -> None:
        self._open_client = open_client
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._gone = False

    async def run(self, listener: HeartListener) -> None:
        """Connect and tell each measurement; returns never.

        Raises ConnectFailed if there was no link to a heart-rate sensor, LinkLost when it is gone
        or silent.
        """
        try:
            client = await self._open_client(self._on_disconnect)
        except LINK_ERRORS as error:
            raise ConnectFailed(f"The strap does not answer: {error}") from error
        self._gone = not client.is_connected  # one before was of an attempt that failed
        try:
            await self._listen(client, listener)
        except LINK_ERRORS as error:
            raise LinkLost(f"The link to the strap broke: {error}") from error
        finally:
            await hang_up(client)

    async def _listen(self, client: BleakClient, listener: HeartListener) -> None:
        told = find(client, HEART_RATE_MEASUREMENT)
        if told is None:
            raise ConnectFailed("That device tells no heart rate. Run `treadctl scan`.")

        def on_value(_sender: object, data: bytearray) -> None:
            self._news.set()
            self._tell(data, listener)

        async with asyncio.timeout(SUBSCRIBE_LIMIT_S):
            await client.start_notify(told, on_value)
        while not self._gone:
            self._news.clear()
            try:
                async with asyncio.timeout(SILENCE_LIMIT_S):
                    await self._news.wait()
            except TimeoutError as error:
                raise LinkLost("The strap fell silent.") from error
        raise LinkLost("The strap hung up.")

    def _tell(self, data: bytearray, listener: HeartListener) -> None:
        with suppress(DecodeError):
            rate = decode_heart_rate(data)
            bpm = rate.heart_rate_bpm or None  # 0 is "no pulse"
            listener.heart(bpm, self._loop.time(), rr=bool(rate.rr_ms), contact=rate.contact)

    def _on_disconnect(self, _client: BleakClient) -> None:
        self._gone = True
        self._news.set()


async def keep(open_client: OpenClient, listener: HeartListener) -> None:
    """Keep a strap connected for ever. Its failure is no more than "no heart rate"."""
    loop, failures = asyncio.get_running_loop(), 0
    while True:
        try:
            await Strap(open_client).run(listener)
        except LinkLost as error:
            log.warning("No heart rate: %s", error)
            failures = 0
        except ConnectFailed as error:
            log.log(logging.DEBUG if failures else logging.WARNING, "No heart rate: %s", error)
            failures += 1
        listener.heart(None, loop.time(), rr=None, contact=None)
        await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S) - 1)])


def by_radio(address: str) -> OpenClient:
    """How to open the strap with this Bluetooth address: the treadmill always comes first."""

    async def open_client(gone: Callable[[BleakClient], None]) -> BleakClient:
        try:
            return await RADIO.later(lambda: bluetooth.connect(address, None, gone))
        except ConnectFailed as error:
            raise ConnectFailed(
                f"The strap {address} does not answer. Wear it, and close its own app."
            ) from error

    return open_client
