"""A simulated strap on bumble, in the air of a rig that has a treadmill already."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bleak import BleakClient

from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_rig import BumbleRig, address, connected
from simulators.radio import CancellingController
from simulators.strap import ADDRESS, Strap


@dataclass(frozen=True, slots=True)
class BumbleStrap:
    """One strap, and the rig whose host can reach it."""

    strap: Strap
    rig: BumbleRig

    async def open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        """Return a connected client; `on_disconnect` is called when the link ends."""
        return await connected(self.rig.host, on_disconnect, ADDRESS)


@asynccontextmanager
async def bumble_strap(rig: BumbleRig) -> AsyncIterator[BumbleStrap]:
    """Serve a strap round the walker of the rig's treadmill until the block ends."""
    own = CancellingController("strap", link=rig.link)
    strap = Strap(rig.machine.belt)
    peripheral = BumblePeripheral(strap, (own, own), address(ADDRESS))
    await peripheral.start()
    try:
        yield BumbleStrap(strap, rig)
    finally:
        rig.link.unplug(own)
        await asyncio.sleep(0)  # the host hears of it before the strap is switched off
        await peripheral.close()
