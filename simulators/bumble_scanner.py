"""bleak's scanner on a bumble host: `BleakScanner(backend=BumbleScanner, host=host)`."""

from dataclasses import dataclass
from typing import Any, cast

from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.uuids import normalize_uuid_str
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement, Device
from bumble.hci import Address

_UUIDS = AdvertisingData.Type.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS


@dataclass(frozen=True, slots=True)
class Details:
    """Where a BLEDevice was found: by which bumble host, at which address."""

    host: Device
    address: Address


class BumbleScanner(BaseBleakScanner):
    """bleak's scanner on the bumble `host` given to BleakScanner."""

    def __init__(
        self,
        detection_callback: Any,
        service_uuids: list[str] | None,
        scanning_mode: str = "active",
        *,
        host: Device,
        **_others: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._active = scanning_mode == "active"
        self._host = host

    async def start(self) -> None:
        self.seen_devices = {}
        self._host.on("advertisement", self._on_advertisement)
        await self._host.start_scanning(active=self._active)

    async def stop(self) -> None:
        self._host.remove_listener("advertisement", self._on_advertisement)
        await self._host.stop_scanning()

    def _on_advertisement(self, heard: Advertisement) -> None:
        listed = cast("list[UUID]", heard.data.get(_UUIDS) or [])
        uuids = [uuid_text(uuid) for uuid in listed]
        if not self.is_allowed_uuid(uuids):
            return
        name = heard.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        service_data = heard.data.get_all(AdvertisingData.SERVICE_DATA_16_BIT_UUID)
        data = AdvertisementData(
            local_name=name,
            manufacturer_data={},
            service_data={uuid_text(uuid): bytes(value) for uuid, value in service_data},
            service_uuids=uuids,
            tx_power=None,
            rssi=heard.rssi,
            platform_data=(heard,),
        )
        address = heard.address.to_string(with_type_qualifier=False)
        details = Details(self._host, heard.address)
        device = self.create_or_update_device(address, address, name, details, data)
        self.call_detection_callbacks(device, data)


def uuid_text(uuid: UUID) -> str:
    """Return bumble's `uuid` as bleak writes it: 128 bits, lower case."""
    return normalize_uuid_str(uuid.to_hex_str("-"))
