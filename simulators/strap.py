"""A simulated heart-rate strap beside a simulated treadmill, round the chest of its walker.

Its bytes are made here and from the tables, so that treadctl's decoder is never checked against
itself. Source: Heart Rate Service 1.0, section 3.1.
"""

import asyncio
import struct
from collections.abc import Callable

from bleak import BleakClient
from bleak.backends.device import BLEDevice

from simulators.attributes import Services
from simulators.ftms_machine import AttError
from simulators.memory_gatt import MemoryClient, MemoryLink
from simulators.physics import Belt

MEASUREMENT, BODY_LOCATION = 0x2A37, 0x2A38
ADDRESS = "F0:F1:F2:F3:F4:A0"
PERIOD_S = 1.0

_RR_PRESENT = 0x10
_CHEST = b"\x01"
_WRITE_NOT_PERMITTED = 0x03

Deliver = Callable[[int, bytes], None]


class StrapModel:
    """What the strap is called."""

    name, mtu = "Simulated strap", 23


class Strap:
    """A strap that behaves as a Polar H10 does. Needs a running loop.

    It cannot tell whether it touches a body. Off it (`worn` is False) it repeats its last rate
    each second, without the times between beats. Source: korniychuk/treadmill-bluetooth-macos,
    docs/tasks/033-hr-contact-loss-frozen-bpm.md.
    """

    def __init__(self, belt: Belt) -> None:
        self.model = StrapModel()
        self.services: Services = {0x180D: {MEASUREMENT: ("notify",), BODY_LOCATION: ("read",)}}
        self.worn = True
        self._belt = belt
        self._loop = asyncio.get_running_loop()
        self._deliver: Deliver | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._bpm = 0
        self._into_beat_s = 0.0

    def connect(self, deliver: Deliver) -> None:
        """Serve one client."""
        self.disconnect()
        self._deliver = deliver

    def disconnect(self) -> None:
        """Forget the client."""
        self._deliver = None
        self.unsubscribe(MEASUREMENT)

    def subscribe(self, characteristic: int) -> None:
        """Tell the heart rate from now on."""
        if characteristic == MEASUREMENT and self._tick is None:
            self._wait_until(self._loop.time() + PERIOD_S)

    def unsubscribe(self, characteristic: int) -> None:
        """Tell it no more."""
        if characteristic == MEASUREMENT and self._tick is not None:
            self._tick.cancel()
            self._tick = None

    def read(self, characteristic: int) -> bytes:
        """Return where it is worn."""
        return {BODY_LOCATION: _CHEST}[characteristic]

    def write(self, data: bytes) -> None:
        """Nothing can be written. Raises AttError."""
        raise AttError(_WRITE_NOT_PERMITTED)

    def write_vendor(self, data: bytes) -> None:
        """Nothing can be written here, either. Raises AttError."""
        raise AttError(_WRITE_NOT_PERMITTED)

    def indication_confirmed(self) -> None:
        """Nothing is indicated."""

    def _wait_until(self, due: float) -> None:
        self._tick = self._loop.call_at(due, self._tell, due)

    def _tell(self, due: float) -> None:
        self._wait_until(due + PERIOD_S)
        self._belt.advance(due)
        beats_s = self._beats_s() if self.worn else []
        if self._deliver is not None:
            self._deliver(MEASUREMENT, _frame(self._bpm, beats_s))

    def _beats_s(self) -> list[float]:
        """Feel the heart for one period; return the times between the beats in it."""
        self._bpm = self._belt.heart.bpm
        if self._bpm == 0:
            return []
        apart_s = 60.0 / self._bpm
        beats = int((self._into_beat_s + PERIOD_S) / apart_s)
        self._into_beat_s += PERIOD_S - beats * apart_s
        return [apart_s] * beats


def _frame(bpm: int, beats_s: list[float]) -> bytes:
    ticks = b"".join(struct.pack("<H", round(one * 1024)) for one in beats_s)
    return bytes((_RR_PRESENT if ticks else 0, bpm)) + ticks


class StrapRig:
    """One simulated strap in memory, and the only client that can reach it."""

    def __init__(self, belt: Belt) -> None:
        self.belt = belt
        self.strap = Strap(belt)
        self.link = MemoryLink(self.strap)

    async def open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        """Return a connected client; `on_disconnect` is called when the link ends."""
        device = BLEDevice(ADDRESS, self.strap.model.name, self.link)
        client = BleakClient(device, on_disconnect, backend=MemoryClient)
        await client.connect()
        return client

    def befall(self, name: str) -> None:
        """Make one of the strap's events happen: `hr-lost`, `hr-off`."""
        match name:
            case "hr-lost":
                self.link.lose()
            case "hr-off":
                self.strap.worn = False
