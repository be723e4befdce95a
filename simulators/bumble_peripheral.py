"""A simulated machine or strap as a real GATT peripheral on a bumble controller."""

import asyncio
import struct
from contextlib import suppress

from bumble import data_types
from bumble.att import ATT_Error, ATT_Handle_Value_Confirmation, Bearer
from bumble.core import UUID, AdvertisingData, DataType
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.transport.common import TransportSink, TransportSource

from simulators.attributes import CONTROL_POINT, Server, uuid_text
from simulators.ftms_machine import AttError

_DEVICE_INFORMATION, _FITNESS_MACHINE = 0x180A, 0x1826
_ADVERTISING_INTERVAL_MS = 100.0
_AVAILABLE_TREADMILL = struct.pack("<BH", 1, 1)
_PROPERTIES = {
    "read": Characteristic.Properties.READ,
    "write": Characteristic.Properties.WRITE,
    "notify": Characteristic.Properties.NOTIFY,
    "indicate": Characteristic.Properties.INDICATE,
}
_PERMISSIONS = {
    "read": Characteristic.Permissions.READABLE,
    "write": Characteristic.Permissions.WRITEABLE,
}


class BumblePeripheral:
    """Serves one machine or strap to one central at a time, by the controller behind `hci`."""

    def __init__(
        self, machine: Server, hci: tuple[TransportSource, TransportSink], address: Address
    ) -> None:
        self.machine = machine
        config = DeviceConfiguration(
            name=machine.model.name,
            address=address,
            advertising_interval_min=_ADVERTISING_INTERVAL_MS,
            advertising_interval_max=_ADVERTISING_INTERVAL_MS,
        )
        self.device = Device.from_config_with_hci(config, *hci)
        self.device.advertising_data = _advertisement(machine.model.name, *machine.services)
        self.device.gatt_server.max_mtu = machine.model.mtu
        self._confirmed = self.device.gatt_server.on_att_handle_value_confirmation
        # Its task wakes later than a write that comes in the same packet as the confirmation.
        self.device.gatt_server.on_att_handle_value_confirmation = self._on_confirmation  # type: ignore[method-assign]
        self.device.on("connection", self._on_connection)
        self._characteristics: dict[int, Characteristic[bytes]] = {}
        self._sender: asyncio.Task[None] | None = None
        for service, characteristics in machine.services.items():
            for uuid, properties in characteristics.items():
                self._characteristics[uuid] = self._characteristic(uuid, properties)
            owned = [self._characteristics[uuid] for uuid in characteristics]
            self.device.add_service(Service(UUID.from_16_bits(service), owned))

    async def start(self) -> None:
        """Power on and advertise; again after each connection."""
        await self.device.power_on()
        await self.device.start_advertising(auto_restart=True)

    async def advertise(self, service_data: bytes | None) -> None:
        """Advertise this service data (None: none) instead of the standard's."""
        model = self.machine.model
        data = _advertisement(model.name, *self.machine.services, service_data=service_data)
        self.device.advertising_data = data
        await self.device.stop_advertising()
        await self.device.start_advertising(auto_restart=True)

    async def close(self) -> None:
        """Stop serving."""
        self._on_disconnection(0)
        await self.device.stop_advertising()
        await self.device.power_off()

    def _characteristic(self, uuid: int, properties: tuple[str, ...]) -> Characteristic[bytes]:
        flags, permissions = Characteristic.Properties(0), Characteristic.Permissions(0)
        for name in properties:
            flags |= _PROPERTIES[name]
            permissions |= _PERMISSIONS.get(name, Characteristic.Permissions(0))

        def read(_connection: Connection) -> bytes:
            return self.machine.read(uuid)

        def subscribed(_connection: Connection, notify: bool, indicate: bool) -> None:
            if notify or indicate:
                self.machine.subscribe(uuid)
            else:
                self.machine.unsubscribe(uuid)

        def write(_connection: Connection, data: bytes) -> None:
            try:
                (self.machine.write if uuid == CONTROL_POINT else self.machine.write_vendor)(data)
            except AttError as error:
                raise ATT_Error(error.code) from error

        value = CharacteristicValue[bytes](read, write)
        characteristic = Characteristic[bytes](UUID(uuid_text(uuid)), flags, permissions, value)
        characteristic.on(Characteristic.EVENT_SUBSCRIPTION, subscribed)
        return characteristic

    def _on_confirmation(self, bearer: Bearer, confirmation: ATT_Handle_Value_Confirmation) -> None:
        self._confirmed(bearer, confirmation)
        self.machine.indication_confirmed()

    def _on_connection(self, connection: Connection) -> None:
        outbox: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        connection.on("disconnection", self._on_disconnection)
        self.machine.connect(lambda uuid, data: outbox.put_nowait((uuid, data)))
        self._sender = asyncio.create_task(self._send(connection, outbox), name="bumble sender")

    def _on_disconnection(self, _reason: int) -> None:
        self.machine.disconnect()
        if self._sender is not None:
            self._sender.cancel()
            self._sender = None

    async def _send(self, connection: Connection, outbox: asyncio.Queue[tuple[int, bytes]]) -> None:
        while True:
            uuid, data = await outbox.get()
            characteristic = self._characteristics[uuid]
            if Characteristic.Properties.INDICATE in characteristic.properties:
                with suppress(TimeoutError):  # a peer that never confirms keeps us busy for ever
                    await self.device.indicate_subscriber(connection, characteristic, data)
            else:
                await self.device.notify_subscriber(connection, characteristic, data)
                if uuid == CONTROL_POINT:  # an answer that nobody confirms
                    self.machine.indication_confirmed()


def _advertisement(
    name: str, *services: int, service_data: bytes | None = _AVAILABLE_TREADMILL
) -> bytes:
    """Return advertising data with the services to be found by; an available treadmill says so.

    Source: FTMS 1.0, section 3.1.
    """
    flags = AdvertisingData.Flags
    told = [UUID.from_16_bits(one) for one in services if one != _DEVICE_INFORMATION]
    parts: list[DataType] = [
        data_types.Flags(flags.LE_GENERAL_DISCOVERABLE_MODE | flags.BR_EDR_NOT_SUPPORTED),
        data_types.CompleteListOf16BitServiceUUIDs(told),
    ]
    if _FITNESS_MACHINE in services and service_data is not None:
        treadmill = UUID.from_16_bits(_FITNESS_MACHINE)
        parts.append(data_types.ServiceData16BitUUID(treadmill, service_data))
    if name:
        parts.append(data_types.CompleteLocalName(name))
    return bytes(AdvertisingData(parts))
