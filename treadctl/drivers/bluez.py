"""What bluetoothd knows already, asked anew each time.

bleak keeps a memory of its own of BlueZ's objects, and nobody tells it when bluetoothd dies: a
device that the next one does not know stays "connected" in it for ever.
Source: BlueZ, doc/org.bluez.Device.rst; D-Bus specification, "Standard Interfaces".
"""

import asyncio
from typing import Any

from bleak.backends.device import BLEDevice
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError
from dbus_fast.unpack import unpack_variants

ASK_LIMIT_S = 1.0
DEVICE = "org.bluez.Device1"

Objects = dict[str, dict[str, dict[str, Any]]]
"""Properties by object path and interface."""


async def known(address: str | None, name: str | None) -> BLEDevice | None:
    """Return the device with this address, or else this name; one that is connected comes first.

    None if bluetoothd does not know it, or says nothing. A device that is only known may be gone.
    Raises OSError without a D-Bus.
    """
    try:
        async with asyncio.timeout(ASK_LIMIT_S):
            return pick(await _objects(), address, name)
    except (DBusFastError, EOFError, TimeoutError):
        return None


def pick(objects: Objects, address: str | None, name: str | None) -> BLEDevice | None:
    """Return the one of `objects` that `known` is about."""
    found = [
        (path, device)
        for path, interfaces in objects.items()
        if (device := interfaces.get(DEVICE)) is not None
        and (device["Address"] == address if address else device.get("Name") == name)
    ]
    if not found:
        return None
    path, device = max(found, key=lambda one: bool(one[1].get("Connected")))
    return BLEDevice(device["Address"], device.get("Name"), {"path": path, "props": device})


def as_advertised(device: BLEDevice) -> BLEDevice:
    """Return it under the name that it advertises, not the alias that somebody here gave it."""
    details = device.details
    known = details.get("props", {}) if isinstance(details, dict) else {}
    name = known.get("Name")
    if not name:
        return device
    return BLEDevice(device.address, name, {**details, "props": {**known, "Alias": name}})


async def _objects() -> Objects:
    bus = MessageBus(bus_type=BusType.SYSTEM)
    try:
        await bus.connect()
        reply = await bus.call(
            Message(
                destination="org.bluez",
                path="/",
                interface="org.freedesktop.DBus.ObjectManager",
                member="GetManagedObjects",
            )
        )
        if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
            return {}
        objects: Objects = unpack_variants(reply.body[0])
        return objects
    finally:
        bus.disconnect()
