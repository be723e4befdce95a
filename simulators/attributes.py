"""What a GATT client discovers and reads on a simulated machine. Source: FTMS 1.0, section 4."""

import struct
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.uuids import normalize_uuid_16

from simulators.machines import MachineModel

MANUFACTURER, MODEL_NUMBER, FIRMWARE = 0x2A29, 0x2A24, 0x2A26
FEATURE, TREADMILL_DATA, TRAINING_STATUS = 0x2ACC, 0x2ACD, 0x2AD3
SPEED_RANGE, INCLINATION_RANGE, CONTROL_POINT, STATUS = 0x2AD4, 0x2AD5, 0x2AD9, 0x2ADA

Properties = tuple[CharacteristicPropertyName, ...]
Services = dict[int, dict[int, Properties]]
"""Service to characteristic to properties, all by UUID as a number: 16 bits, a vendor's 128."""


class Named(Protocol):
    """What a kind of device is called, and how long its link's packets may be."""

    @property
    def name(self) -> str: ...

    @property
    def mtu(self) -> int: ...


class Server(Protocol):
    """What a transport carries: a GATT server without one, for one client at a time."""

    services: Services

    @property
    def model(self) -> Named: ...

    def connect(self, deliver: Callable[[int, bytes], None]) -> None:
        """Serve a client; `deliver` takes each value by its characteristic's 16-bit UUID."""

    def disconnect(self) -> None:
        """Forget the client."""

    def subscribe(self, characteristic: int) -> None:
        """Turn on notifications or indications."""

    def unsubscribe(self, characteristic: int) -> None:
        """Turn them off."""

    def read(self, characteristic: int) -> bytes:
        """Return the value of a readable characteristic."""

    def write(self, data: bytes) -> None:
        """Take a write to the control point, if there is one."""

    def write_vendor(self, data: bytes) -> None:
        """Take a write to the vendor's own characteristic, if there is one."""

    def indication_confirmed(self) -> None:
        """The client confirmed the last indication."""


def services(model: MachineModel) -> Services:
    """Return Device Information (180A) and Fitness Machine (1826) as this machine has them."""
    fitness_machine: dict[int, Properties] = {
        FEATURE: ("read",),
        TREADMILL_DATA: ("notify",),
        TRAINING_STATUS: ("read", "notify"),
        SPEED_RANGE: ("read",),
        CONTROL_POINT: ("write", "notify" if model.notifies_answers else "indicate"),
        STATUS: ("notify",),
    }
    if model.inclination_deci is not None:
        fitness_machine[INCLINATION_RANGE] = ("read",)
    if model.unlock is not None:
        fitness_machine[UUID(model.unlock.characteristic).int] = ("write",)
    device_information: dict[int, Properties] = {
        MANUFACTURER: ("read",),
        MODEL_NUMBER: ("read",),
        FIRMWARE: ("read",),
    }
    return {0x180A: device_information, 0x1826: fitness_machine}


def constants(model: MachineModel) -> dict[int, bytes]:
    """Return the readable values that never change, by characteristic."""
    values = {
        MANUFACTURER: model.manufacturer.encode(),
        MODEL_NUMBER: model.model_number.encode(),
        FIRMWARE: model.firmware.encode(),
        FEATURE: model.features,
        SPEED_RANGE: struct.pack("<HHH", *model.speed_centi),
    }
    if model.inclination_deci is not None:
        values[INCLINATION_RANGE] = struct.pack("<hhH", *model.inclination_deci)
    return values


def uuid_text(uuid: int) -> str:
    """Return a UUID in full."""
    return normalize_uuid_16(uuid) if uuid <= 0xFFFF else str(UUID(int=uuid))


def discovered(table: Services, mtu: int) -> BleakGATTServiceCollection:
    """Return `table` as a bleak client finds it; each `obj` is the 16-bit UUID."""
    collection = BleakGATTServiceCollection()
    handle = 0
    for service_uuid, characteristics in table.items():
        handle += 1
        service = BleakGATTService(service_uuid, handle, normalize_uuid_16(service_uuid))
        collection.add_service(service)
        for uuid, properties in characteristics.items():
            handle += 2
            name, room = uuid_text(uuid), lambda: mtu - 3
            collection.add_characteristic(
                BleakGATTCharacteristic(uuid, handle, name, list(properties), room, service)
            )
    return collection
