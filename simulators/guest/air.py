"""A simulated treadmill within reach of a virtual Bluetooth adapter that the kernel drives."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bumble import hci, ll
from bumble.transport import open_transport
from bumble.transport.common import Transport

from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_rig import MACHINE, address
from simulators.ftms_machine import FtmsMachine
from simulators.machines import DEFAULT
from simulators.radio import CancellingController, Radio

LINK_CONTROL_S = 0.04
MODEL = replace(DEFAULT, name="On the air")  # the kernel drops an advertisement beyond 31 bytes
_ADAPTER = "C0:C1:C2:C3:C4:C6"
_NOT_PLAYED = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING


class PacedRadio(Radio):
    """A radio whose link layer takes time for its procedures, as a real one does.

    Where it is at once, BlueZ 5.66 has the link's data channel up before it has read that the
    device is connected, and never says so. `link_control_s` 0 makes it so.
    """

    link_control_s = LINK_CONTROL_S

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """Pass a link layer packet on, some connection intervals later."""
        loop = asyncio.get_running_loop()
        send = super().send_ll_control_pdu
        loop.call_later(self.link_control_s, send, sender_address, receiver_address, packet)


class Air:
    """One machine, its radio, and the adapter of this computer, which can be unplugged."""

    def __init__(self, machine: FtmsMachine, radio: PacedRadio, own: BumblePeripheral) -> None:
        self.machine = machine
        self.radio = radio
        self.peripheral = own
        self._adapter: CancellingController | None = None
        self._transport: Transport | None = None

    async def plug(self) -> None:
        """Give the kernel an adapter. Needs /dev/vhci, and the right to it."""
        transport = await open_transport("vhci")
        adapter = CancellingController(
            "adapter",
            host_source=transport.source,
            host_sink=transport.sink,
            link=self.radio,
            public_address=_ADAPTER,
        )
        # The kernel waits for events of these that bumble does not send.
        adapter.le_features &= ~_NOT_PLAYED
        self._transport, self._adapter = transport, adapter

    async def unplug(self) -> None:
        """Take the adapter away; the machine loses its link as by timeout."""
        if self._transport is None or self._adapter is None:
            return
        self.radio.unplug(self._adapter)
        await self._transport.close()
        self._transport = self._adapter = None


@asynccontextmanager
async def on_air() -> AsyncIterator[Air]:
    """Serve a machine to this computer's kernel until the block ends."""
    radio = PacedRadio()
    machine, peripheral = _machine(radio, MACHINE)
    await peripheral.start()
    air = Air(machine, radio, peripheral)
    await air.plug()
    try:
        yield air
    finally:
        radio.lose()
        await asyncio.sleep(0)  # the machine hears of it before it is switched off
        await peripheral.close()
        await air.unplug()


@asynccontextmanager
async def beside(air: Air, addresses: Sequence[str]) -> AsyncIterator[list[FtmsMachine]]:
    """Serve a machine of the same name at each address until the block ends."""
    made = [_machine(air.radio, one) for one in addresses]
    for _, peripheral in made:
        await peripheral.start()
    try:
        yield [machine for machine, _ in made]
    finally:
        for _, peripheral in made:
            await peripheral.close()


def _machine(radio: Radio, at: str) -> tuple[FtmsMachine, BumblePeripheral]:
    machine, own = FtmsMachine(MODEL), CancellingController("machine", link=radio)
    return machine, BumblePeripheral(machine, (own, own), address(at))
