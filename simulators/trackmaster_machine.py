"""A simulated TrackMaster treadmill at its serial port.

Commands, answers and the stop by Communication Disconnect (CDS): TMX428 service manual, May 2021,
pages 63-65. What it does not say is chosen here: the set speed outlasts a stop; AA and AB stop the
belt and take the elevation to 0, as a CDS stop does; values that it does not have are 0000.
"""

from collections.abc import Sequence

from simulators.byte_commands import ACKNOWLEDGES, Dialect, Dialogue
from simulators.controls import Controls
from simulators.physics import KMH_PER_MPH, Drive

DISCONNECT_S = 0.5
SPEED_DECI_MPH = (2, 150)
ELEVATION_DECI = (0, 250, 5)
OUT_OF_RANGE, ILLEGAL = b"\xbe", b"\xbf"
_DRIVE = Drive(
    min_speed_kmh=0.2 * KMH_PER_MPH,
    max_speed_kmh=15.0 * KMH_PER_MPH,
    accel_kmh_s=0.8,
    countdown_s=0.3,
)

# command byte: digits behind it
_DIGITS = {
    **dict.fromkeys((0xA0, 0xA1, 0xA2, 0xA8, 0xAA, 0xAB, 0xAC), 0),
    **{0xA3: 4, 0xA4: 4, 0xA5: 4, 0xA6: 2, 0xA7: 2, 0xA9: 4},
    **dict.fromkeys(range(0xC0, 0xCE), 0),
}

_DIALECT = Dialect(_DIGITS, unknown=ILLEGAL, unreadable=OUT_OF_RANGE)


class TrackmasterMachine:
    """One treadmill; a `simulators.line.SerialMachine`."""

    name = "trackmaster"
    baudrate = 4800
    half_duplex = False
    has_dead_man = True
    answer_s = 0.005
    check_at = None

    def __init__(self, now: float) -> None:
        self.controls = Controls(_DRIVE, now)
        self.belt = self.controls.belt
        self._dialogue = Dialogue(_DIALECT, self.controls, self._tell, self._answer, now)
        self.writes = self._dialogue.writes
        self._watches = False
        self._echoes = False
        self._speed_deci_mph = SPEED_DECI_MPH[0]
        self._elevation_deci = 0

    @property
    def wakes_at(self) -> float | None:
        """When it stops the belt unless a command comes."""
        return (
            self._dialogue.heard_at + DISCONNECT_S if self.belt.started and self._watches else None
        )

    def received(self, data: bytes, now: float) -> Sequence[bytes]:
        """Take bytes and return the answers."""
        return self._dialogue.received(data, now)

    def tick(self, now: float) -> Sequence[bytes]:
        """Stop the belt if the host has been silent for too long."""
        if self.wakes_at is not None and now >= self.wakes_at:
            self.belt.stop(now)
            self.belt.tilt(now, 0.0)
        return ()

    def _answer(self, code: int, text: str, now: float) -> bytes:
        refusal = self._obey(code, text, now)
        echo = text.encode() if self._echoes else b""
        return refusal or bytes((code + ACKNOWLEDGES,)) + echo

    def _tell(self, code: int, now: float) -> bytes:
        match code:
            case 0xC0:
                value = "1" if not self.belt.started else "2" if self._watches else "3"
            case 0xC1:
                value = f"{round(self.controls.shown_kmh(now) / KMH_PER_MPH * 10):04}"
            case 0xC2:
                self.belt.advance(now)
                value = f"{round(self.belt.inclination_percent * 10):04}"
            case 0xC3:
                value = f"{self._speed_deci_mph:04}"
            case 0xC4:
                value = f"{self._elevation_deci:04}"
            case _:
                value = "0000"
        return bytes((code + ACKNOWLEDGES,)) + value.encode()

    def _obey(self, code: int, text: str, now: float) -> bytes:
        """Do what a command asks; return the refusal, if it is one."""
        match code:
            case 0xA0 | 0xA1:
                self._start(now, watched=code == 0xA0)
            case 0xA2:
                return b"" if self.controls.stop(now) else ILLEGAL
            case 0xAA | 0xAB:
                return b"" if self.controls.auto_stop(now) else ILLEGAL
            case 0xA3:
                return self._set_speed(int(text), now)
            case 0xA4:
                return self._set_elevation(int(text), now)
            case 0xAC:
                self._echoes = not self._echoes
        return b""

    def _start(self, now: float, *, watched: bool) -> None:
        self._watches = watched
        if not self.belt.started:
            self.belt.start(now, self._speed_deci_mph / 10 * KMH_PER_MPH)

    def _set_speed(self, deci_mph: int, now: float) -> bytes:
        if not SPEED_DECI_MPH[0] <= deci_mph <= SPEED_DECI_MPH[1]:
            return OUT_OF_RANGE
        self._speed_deci_mph = deci_mph
        if self.belt.started:
            self.belt.follow(now, deci_mph / 10 * KMH_PER_MPH)
        return b""

    def _set_elevation(self, deci: int, now: float) -> bytes:
        low, high, step = ELEVATION_DECI
        if not low <= deci <= high or deci % step:
            return OUT_OF_RANGE
        self._elevation_deci = deci
        self.belt.tilt(now, deci / 10)
        return b""
