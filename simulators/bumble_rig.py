"""A simulated machine on bumble, and the bleak clients that reach it through bumble's stack."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bleak import BleakClient
from bleak.backends.device import BLEDevice
from bumble.device import Device
from bumble.hci import Address

from simulators.bumble_backend import BumbleClient
from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_scanner import Details
from simulators.ftms_machine import FtmsMachine
from simulators.machines import DEFAULT, MachineModel
from simulators.radio import CancellingController, Radio

CONNECT_LIMIT_S = 5.0
MACHINE = "F0:F1:F2:F3:F4:F5"
_HOST = "C0:C1:C2:C3:C4:C5"


@dataclass(frozen=True, slots=True)
class BumbleRig:
    """One simulated machine, the radio to it, and the bumble `host` that can reach it."""

    machine: FtmsMachine
    link: Radio
    host: Device

    async def open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        """Return a connected client; `on_disconnect` is called when the link ends."""
        return await connected(self.host, on_disconnect)


async def connected(
    host: Device, on_disconnect: Callable[[BleakClient], None], peer: str = MACHINE
) -> BleakClient:
    """Return a client that `host` has connected to the machine of a rig, or to another `peer`.

    Raises TimeoutError if it is not there.
    """
    device = BLEDevice(peer, None, Details(host, address(peer)))
    client = BleakClient(device, on_disconnect, backend=BumbleClient, timeout=CONNECT_LIMIT_S)
    await client.connect()
    return client


@asynccontextmanager
async def bumble_rig(model: MachineModel = DEFAULT) -> AsyncIterator[BumbleRig]:
    """Serve a machine of this model until the block ends. Works in virtual time, too."""
    link = Radio()
    peripheral_side = CancellingController("machine", link=link)
    host_side = CancellingController("host", link=link)
    machine = FtmsMachine(model)
    peripheral = BumblePeripheral(machine, (peripheral_side, peripheral_side), address(MACHINE))
    host = Device.with_hci("host", address(_HOST), host_side, host_side)
    await peripheral.start()
    await host.power_on()
    try:
        yield BumbleRig(machine, link, host)
    finally:
        link.lose()
        await asyncio.sleep(0)  # both hosts hear of it before they are switched off
        await host.power_off()
        await peripheral.close()


def address(text: str) -> Address:
    """Return a random address, as bumble wants it."""
    return Address(text, Address.RANDOM_DEVICE_ADDRESS)
