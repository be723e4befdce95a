"""A simulated Woodway treadmill with the serial dialect of its laboratory units.

Commands and answers: MMI-VR/pyWoodway 0.2.4. What that does not say is chosen here: the timer runs
out after 1.0 s and stops the belt; the state behind D0 is 1, 2 or 3 as TrackMaster's; the set speed
outlasts a stop; the belt's speed is told with its direction.
"""

from collections.abc import Sequence

from simulators.byte_commands import ACKNOWLEDGES, Dialect, Dialogue
from simulators.controls import Controls
from simulators.physics import KMH_PER_MPH, Drive

TIMER_S = 1.0
MAX_SPEED_DECI_MPH = 299
MAX_ELEVATION_DECI = 299
TIMED_OUT, INVALID_DATA, INVALID_COMMAND = b"\xbd", b"\xbe", b"\xbf"
FORWARD, REVERSE = "0", "3"
FIRMWARE = (107).to_bytes(4, "big")
_DRIVE = Drive(
    min_speed_kmh=0.1 * KMH_PER_MPH,
    max_speed_kmh=29.9 * KMH_PER_MPH,
    accel_kmh_s=0.8,
    countdown_s=0.3,
)

# command byte: digits behind it
_DIGITS = {
    **dict.fromkeys((0xA0, 0xA2, 0xA9, 0xAA, 0xC0, 0xC1, 0xC2, 0xC3), 0),
    **{0xA3: 4, 0xA4: 4},
}

_DIALECT = Dialect(_DIGITS, unknown=INVALID_COMMAND, unreadable=INVALID_DATA)


class WoodwayMachine:
    """One treadmill; a `simulators.line.SerialMachine`."""

    name = "woodway"
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
        self._timed = False
        self._direction = FORWARD
        self._target_kmh = 0.0

    @property
    def wakes_at(self) -> float | None:
        """When its timer runs out unless a command comes."""
        return self._dialogue.heard_at + TIMER_S if self.belt.started and self._timed else None

    def received(self, data: bytes, now: float) -> Sequence[bytes]:
        """Take bytes and return the answers."""
        return self._dialogue.received(data, now)

    def tick(self, now: float) -> Sequence[bytes]:
        """Stop the belt, and say so, if the host has been silent for too long."""
        if self.wakes_at is None or now < self.wakes_at:
            return ()
        self.belt.stop(now)
        self.belt.tilt(now, 0.0)
        return (TIMED_OUT,)

    def _answer(self, code: int, text: str, now: float) -> bytes:
        return self._obey(code, text, now) or bytes((code + ACKNOWLEDGES,))

    def _tell(self, code: int, now: float) -> bytes:
        answer = bytes((code + ACKNOWLEDGES,))
        match code:
            case 0xC0:
                state = "1" if not self.belt.started else "2" if self._timed else "3"
                return answer + state.encode()
            case 0xC1:
                deci_mph = round(self.controls.shown_kmh(now) / KMH_PER_MPH * 10)
                return answer + f"{self._direction}{deci_mph:03}".encode()
            case 0xC2:
                self.belt.advance(now)
                return answer + f"{round(self.belt.inclination_percent * 10):04}".encode()
        return answer + FIRMWARE

    def _obey(self, code: int, text: str, now: float) -> bytes:
        """Do what a command asks; return the refusal, if it is one."""
        match code:
            case 0xA0 | 0xA9:
                self._timed = code == 0xA0
                if not self.belt.started:
                    self.belt.start(now, self._target_kmh)
            case 0xA2:
                return b"" if self.controls.stop(now) else INVALID_COMMAND
            case 0xAA:
                return b"" if self.controls.auto_stop(now) else INVALID_COMMAND
            case 0xA3:
                return self._set_speed(text[0], int(text[1:]), now)
            case 0xA4:
                return self._set_elevation(int(text), now)
        return b""

    def _set_speed(self, direction: str, deci_mph: int, now: float) -> bytes:
        if direction not in {FORWARD, REVERSE} or deci_mph > MAX_SPEED_DECI_MPH:
            return INVALID_DATA
        self._direction = direction
        self._target_kmh = deci_mph / 10 * KMH_PER_MPH
        if self.belt.started:
            self.belt.follow(now, self._target_kmh)
        return b""

    def _set_elevation(self, deci: int, now: float) -> bytes:
        if deci > MAX_ELEVATION_DECI:
            return INVALID_DATA
        self.belt.tilt(now, deci / 10)
        return b""
