"""Where the stop bench looks: between bleak and the transport, and at the machine."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from treadctl.errors import BadInput
from treadctl.protocols import ftms, ftms_control

if TYPE_CHECKING:
    from simulators.ftms_machine import FtmsMachine
    from simulators.radio import Radio


class Tap:
    """Sees when a stop is handed to the transport, and when its write is over.

    The machine never gets it while the tap is `closed`, so that the walk goes on and each stop is
    again the first one of a walk. Everything in between is real. A stop waits for no answer:
    `answered_ns` stays 0. `arrived_ns`: when the machine's own handler got the last stop.
    """

    answered_ns = 0

    def __init__(self, machine: "FtmsMachine") -> None:
        self.closed = False
        self.client: BleakClient
        self.control_point: BleakGATTCharacteristic
        self.handed_over_ns = self.arrived_ns = 0
        self.over = asyncio.Event()
        self._machine_write = machine.write
        setattr(machine, "write", self._on_arrival)  # noqa: B010 - one machine's own

    def attach(self, client: BleakClient) -> None:
        """Watch the writes of this client, where bleak hands them to its backend."""
        self.client = client
        found = client.services.get_characteristic(ftms.CONTROL_POINT)
        if found is None:
            raise BadInput("This simulated machine has no control point. Choose another one.")
        self.control_point = found
        backend: Any = client._backend  # bleak has no public place between client and transport
        self._backend_write = backend.write_gatt_char
        backend.write_gatt_char = self._on_write

    async def write_bare(self) -> None:
        """The floor: the same write by the same client, and no more."""
        await self.client.write_gatt_char(self.control_point, ftms_control.STOP, response=True)

    def watch(self, radio: "Radio") -> None:
        """Take what goes on the air as handed over, not what is handed to bumble's own stack."""
        send = radio.send_acl_data

        def on_air(sender: Any, to: Any, transport: Any, data: bytes) -> None:
            if data.endswith(ftms_control.STOP):
                self.handed_over_ns = time.perf_counter_ns()
            send(sender, to, transport, data)

        setattr(radio, "send_acl_data", on_air)  # noqa: B010 - one radio's own

    async def _on_write(
        self, characteristic: BleakGATTCharacteristic, data: bytes, response: bool
    ) -> None:
        if data == ftms_control.STOP:
            self.handed_over_ns = time.perf_counter_ns()
        await self._backend_write(characteristic, data, response)
        if data == ftms_control.STOP:
            self.over.set()

    def _on_arrival(self, data: bytes) -> None:
        if data == ftms_control.STOP:
            self.arrived_ns = time.perf_counter_ns()
        if not self.closed or data != ftms_control.STOP:
            self._machine_write(data)
