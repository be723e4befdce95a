"""What every connection by radio has in common: how it is opened, what breaks it, how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError

LINK_ERRORS = (BleakError, OSError, EOFError)  # EOFError: D-Bus died under a call
DISCONNECT_LIMIT_S = 3.0

OpenClient = Callable[[Callable[[BleakClient], None]], Awaitable[BleakClient]]
"""Connects and returns the client; takes what to call when the link is gone."""


def find(client: BleakClient, uuid: str) -> BleakGATTCharacteristic | None:
    """The characteristic with this UUID, or None; the first, for a device that has it twice.

    Raises BleakError once the client is disconnected.
    """
    listed = client.services.characteristics
    return next((listed[handle] for handle in sorted(listed) if listed[handle].uuid == uuid), None)


async def hang_up(client: BleakClient) -> None:
    """Disconnect; return after DISCONNECT_LIMIT_S at the latest. A broken link is no error."""
    with suppress(*LINK_ERRORS):
        async with asyncio.timeout(DISCONNECT_LIMIT_S):
            await client.disconnect()
