"""Reaching a simulated machine of another process: a bumble host on the HCI offered there."""

import asyncio
from collections.abc import Callable
from typing import cast

from bleak import BleakClient
from bumble.core import BaseBumbleError
from bumble.device import Device
from bumble.hci import Address
from bumble.transport.common import StreamPacketSink, Transport
from bumble.transport.tcp_client import open_tcp_client_transport

from simulators.bumble_rig import connected

POWER_ON_LIMIT_S = 5.0


class BumbleHost:
    """Connects by the HCI at `hci`, as in `127.0.0.1:9001`. An adapter is held while connected."""

    def __init__(self, hci: str) -> None:
        self._hci = hci

    async def open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        """Return a connected client; `on_disconnect` is called when the link ends.

        Raises OSError if nobody offers an HCI there, TimeoutError if no machine answers.
        """
        transport = await _opened(self._hci)
        loop, closing = asyncio.get_running_loop(), cast(StreamPacketSink, transport.sink)

        def gone(client: BleakClient) -> None:
            # Not before bumble has taken in this answer.
            loop.call_soon(closing.close)
            on_disconnect(client)

        try:
            return await connected(await _powered_on(transport), gone)
        except BaseException:
            await transport.close()
            raise


async def _opened(hci: str) -> Transport:
    try:
        return await open_tcp_client_transport(hci)
    except OSError as error:
        raise ConnectionError(f"{hci} has none. Run `treadctl simulate --live bumble`.") from error


async def _powered_on(transport: Transport) -> Device:
    own = Address.generate_static_address()
    host = Device.with_hci("treadctl", own, transport.source, transport.sink)
    try:
        async with asyncio.timeout(POWER_ON_LIMIT_S):
            await host.power_on()
    except BaseBumbleError as error:
        raise ConnectionError(f"The simulated adapter is gone: {error}") from error
    return host
