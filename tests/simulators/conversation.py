"""A client that talks to a simulated machine and remembers what it was told."""

import asyncio
from dataclasses import dataclass, field

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from simulators.bumble_rig import BumbleRig
from simulators.memory_gatt import MemoryRig

PATIENCE_S = 60.0


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Conversation:
    """`heard`: when, which characteristic (as in "2acd") and what, in the order it came."""

    rig: MemoryRig | BumbleRig
    client: BleakClient
    heard: list[tuple[float, str, bytes]] = field(default_factory=list)

    async def listen(self, *uuids: str) -> None:
        for uuid in uuids or ("2acd", "2ada", "2ad3", "2ad9"):
            await self.client.start_notify(uuid, self._hear)

    async def read(self, uuid: str) -> str:
        return (await self.client.read_gatt_char(uuid)).hex()

    async def write(self, order: str) -> None:
        await self.client.write_gatt_char("2ad9", bytes.fromhex(order), response=True)

    async def ask(self, order: str) -> str:
        """Write `order` and return what is indicated."""
        before = len(self.told("2ad9"))
        await self.write(order)
        async with asyncio.timeout(PATIENCE_S):
            while len(self.told("2ad9")) == before:  # noqa: ASYNC110 - time here is free
                await asyncio.sleep(0.01)
        return self.told("2ad9")[-1].hex()

    async def walk(self, target: str = "02c800") -> None:
        """Take control, start, and wait until the belt runs at `target`."""
        await self.listen()
        for order in ("00", "07", target):
            assert (await self.ask(order)).endswith("01")
        await asyncio.sleep(30.0)

    async def standing_after_s(self) -> float:
        """Return how long the machine goes on telling of a speed."""
        since = now()
        async with asyncio.timeout(PATIENCE_S):
            while self.speed_kmh() > 0.0:  # noqa: ASYNC110 - time here is free
                await asyncio.sleep(0.01)
        return now() - since

    def told(self, uuid: str) -> list[bytes]:
        return [data for _, known, data in self.heard if known == uuid]

    def speed_kmh(self) -> float:
        """Return the last speed told; FTMS 1.0, table 4.9: bytes 2-3 unless More Data is set."""
        told = [data for data in self.told("2acd") if not data[0] & 1]
        return int.from_bytes(told[-1][2:4], "little") / 100

    def _hear(self, characteristic: BleakGATTCharacteristic, data: bytearray) -> None:
        self.heard.append((now(), characteristic.uuid[4:8], bytes(data)))


async def converse(rig: MemoryRig | BumbleRig) -> Conversation:
    return Conversation(rig, await rig.open_client(lambda _client: None))
