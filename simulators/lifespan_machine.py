"""A simulated LifeSpan desk treadmill: the base, which its console drives by Modbus RTU.

Registers and answers: blak3r/treadspan, protocol-analysis/serial, a log of a TR1200B. Not in it,
and chosen here: a setpoint above 4.0 mph is refused, by the exceptions of the Modbus
application protocol 1.1b3, section 7; nothing stops the belt when the console falls silent. No
register tells the speed of the belt.
"""

from collections.abc import Sequence

from simulators.controls import Controls
from simulators.physics import KMH_PER_MPH, Drive

SLAVE = 1
READ, WRITE = 0x03, 0x06
START, STOP, SETPOINT, STEPS = 0x0001, 0x0002, 0x000A, 0x000F
SETPOINT_MIRROR, MODEL = 0xD10A, 0x0101
IDLE_SETPOINT, SETPOINT_PER_MPH, MAX_SETPOINT = 50, 235, 940
BAD_FUNCTION, BAD_ADDRESS, BAD_VALUE, FAILED = 1, 2, 3, 4
_MODEL_VALUE = 0x2001
_STEPS_RESET_SAYS = 0x0F00
_REQUEST_LENGTH = 8
_DRIVE = Drive(min_speed_kmh=0.2 * KMH_PER_MPH, max_speed_kmh=4.0 * KMH_PER_MPH, accel_kmh_s=0.5)


class LifespanMachine:
    """One base; a `simulators.line.SerialMachine`. A setpoint repeated unchanged is no order.

    `setpoint_at`: when the setpoint was last written, changed or not. Modbus RTU lets one side
    speak at a time, so the line is a half-duplex one.
    """

    name = "lifespan"
    baudrate = 4800
    half_duplex = True
    has_dead_man = False
    answer_s = 0.005
    check_at = -1
    GAP_S = 3.5 * 10 / 4800  # silence ends a frame. Source: Modbus over serial line 1.02, 2.5.1.1

    def __init__(self, now: float) -> None:
        self.controls = Controls(_DRIVE, now)
        self.belt = self.controls.belt
        self.writes: list[tuple[float, bytes]] = []
        self.setpoint_at: float | None = None
        self._setpoint = IDLE_SETPOINT
        self._steps_before = 0
        self._frame = bytearray()
        self._heard_at = now

    @property
    def wakes_at(self) -> float | None:
        """When the frame that is coming in has ended unless more comes."""
        return self._heard_at + self.GAP_S if self._frame else None

    def received(self, data: bytes, now: float) -> Sequence[bytes]:
        """Take bytes; a silence after them makes them a frame."""
        if self.controls.powered:
            self._frame += data
            self._heard_at = now
        return ()

    def tick(self, now: float) -> Sequence[bytes]:
        """Answer the frame that has ended; silence for one that is bad or another's."""
        if self.wakes_at is None or now < self.wakes_at:
            return ()
        frame = bytes(self._frame)
        self._frame.clear()
        if len(frame) < 4 or checked(frame[:-2]) != frame or frame[0] != SLAVE:
            return ()
        answer = self._answer(frame, self._heard_at)
        return (checked(answer),) if answer else ()

    def _answer(self, frame: bytes, at: float) -> bytes:
        function = frame[1]
        if function not in {READ, WRITE}:
            return _exception(function, BAD_FUNCTION)
        if len(frame) != _REQUEST_LENGTH:
            return _exception(function, BAD_VALUE)
        register, value = int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
        if function == READ:
            return self._read(register, value, at)
        return self._write(register, value, at, frame)

    def _read(self, register: int, count: int, at: float) -> bytes:
        self.belt.advance(at)
        if self.controls.silent:
            return b""
        steps = self.belt.steps - self._steps_before & 0xFFFF
        values = {STEPS: steps, SETPOINT_MIRROR: self._setpoint, MODEL: _MODEL_VALUE}
        if register not in values:
            return _exception(READ, BAD_ADDRESS)
        if count != 1:
            return _exception(READ, BAD_VALUE)
        return bytes((SLAVE, READ, 2)) + values[register].to_bytes(2, "big")

    def _write(self, register: int, value: int, at: float, frame: bytes) -> bytes:
        if register == SETPOINT:
            self.setpoint_at = at
        if (register, value) != (SETPOINT, self._setpoint):
            self.writes.append((at, frame))
        refused = self._obey(register, value, at)
        if refused:
            return _exception(WRITE, refused)
        said = _STEPS_RESET_SAYS if register == STEPS else value
        return frame[:4] + said.to_bytes(2, "big")

    def _obey(self, register: int, value: int, at: float) -> int:
        """Do what a write asks; return the exception code, or 0."""
        match register, value:
            case 0x0001, 1:
                if not self.belt.started:
                    self.belt.start(at, self._setpoint_kmh)
            case 0x0002, 1:
                return 0 if self.controls.stop(at) else FAILED
            case 0x000F, 0:
                self.belt.advance(at)
                self._steps_before = self.belt.steps
            case 0x000A, setpoint if setpoint <= MAX_SETPOINT:
                self._follow(setpoint, at)
            case ((0x0001 | 0x0002 | 0x000A | 0x000F), _):
                return BAD_VALUE
            case _:
                return BAD_ADDRESS
        return 0

    def _follow(self, setpoint: int, at: float) -> None:
        changed = setpoint != self._setpoint
        self._setpoint = setpoint
        if self.belt.started and changed:
            self.belt.follow(at, self._setpoint_kmh)

    @property
    def _setpoint_kmh(self) -> float:
        return self._setpoint / SETPOINT_PER_MPH * KMH_PER_MPH


def checked(data: bytes) -> bytes:
    """Return `data` with its CRC-16/MODBUS behind it, low byte first."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return data + crc.to_bytes(2, "little")


def _exception(function: int, code: int) -> bytes:
    return bytes((SLAVE, function | 0x80, code))
