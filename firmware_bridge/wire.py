"""TB1, the protocol between host and bridge: COBS, CRC-32, frames, messages, sequence numbers.

Both ends and the simulators import this file, so it runs on MicroPython too. Numbers are as on the
wire: speeds in 0.01 km/h (`_ckmh`), their change in 0.01 km/h/s, incline in 0.1 % (`_permille`).

A frame is: version, type, seq, ack, boot_id, payload, CRC-32 of all before it, little-endian; then
COBS, then 00. COBS: Cheshire and Baker, IEEE/ACM Transactions on Networking 7 (2), 1999.
"""

import binascii
import struct

VERSION = 1

HELLO, LIMITS, ARM, SETPOINT, STOP, CLEAR, TIME = range(1, 8)
HELLO_ACK, STATUS, EVENT, ACK, TIME_ACK = range(0x81, 0x86)

# type: struct format, names of its values in order. A NAK's detail counts them from 0.
MESSAGES = {
    HELLO: ("<BBxxI", ("proto", "role", "nonce")),
    LIMITS: ("<HhhHH", ("max_ckmh", "min_permille", "max_permille", "accel", "decel")),
    ARM: ("<Hxx", ("arm_id",)),
    SETPOINT: ("<BxHhHH", ("flags", "speed_ckmh", "incline_permille", "lease_ms", "arm_id")),
    STOP: ("<BBxx", ("mode", "reason")),
    CLEAR: ("<Hxx", ("faults",)),
    TIME: ("<I", ("host_ms",)),
    HELLO_ACK: (
        "<BBHIIHH",
        ("proto", "reset_cause", "firmware", "nonce", "config_crc", "max_ckmh", "max_lease_ms"),
    ),
    STATUS: (
        "<BBHHHHHhHI",
        (
            "state",
            "inputs",
            "faults",
            "speed_ckmh",
            "command_ckmh",
            "duty",
            "lease_left_ms",
            "incline_permille",
            "arm_id",
            "mcu_ms",
        ),
    ),
    EVENT: ("<HBBHxxI", ("number", "code", "arg", "value", "mcu_ms")),
    ACK: ("<HBB", ("seq", "result", "detail")),
    TIME_ACK: ("<II", ("host_ms", "mcu_ms")),
}

CONTROLLER, OBSERVER = 0, 1  # HELLO role
RUN = 1  # SETPOINT flag
STOP_RAMP, STOP_OPEN = 1, 2  # STOP mode
OK, BAD_STATE, WRONG_BOOT, STALE_ARM, OUT_OF_RANGE = 0, 1, 2, 3, 4  # ACK result
INPUT_NOT_SAFE, FAULT_LATCHED, UNKNOWN_TYPE, NOT_CONTROLLER = 5, 6, 7, 8
BOOTING, SELFTEST, SAFE, ARMED, RUNNING, STOPPING, FAULT = range(7)  # STATUS state
NO_SPEED, NO_INCLINE = 0xFFFF, 0x7FFF  # STATUS: there is no tach; the incline is not known

# STATUS inputs. LATE: no setpoint for 250 ms, so nothing rises.
KEY, PAIN_OK, K1_CLOSED, CONSOLE, PUMP, PULSES, HOME, LATE = (1 << bit for bit in range(8))
# STATUS faults
F_PAIN, F_KEY, F_WELD, F_NO_CLOSE, F_OVERSPEED, F_TACH = (1 << bit for bit in range(6))
F_TRACKING, F_OVERRUN, F_WATCHDOG, F_CONFIG, F_INPUT, F_LINK = (1 << bit for bit in range(6, 12))
# EVENT code: arg, value
E_STATE = 1  # the new state, faults
E_FAULTS = 2  # the lowest new bit's number, faults
E_INPUTS = 3  # inputs, inputs before
E_STEP = 4  # garbage collections, the longest control step in us; both since the last of these
E_LINK = 5  # host frames that were lost, frames that failed their check; both since start-up

_HEAD = "<BBHHI"
_HEAD_BYTES, _CRC_BYTES = 10, 4
MAX_PAYLOAD_BYTES = 40
_MAX_STUFFED_BYTES = _HEAD_BYTES + MAX_PAYLOAD_BYTES + _CRC_BYTES + 1


class Frame:
    """One frame that passed its check. `boot_id` is 0 in the first HELLO only."""

    def __init__(self, kind: int, seq: int, ack: int, boot_id: int, payload: bytes) -> None:
        self.kind = kind
        self.seq = seq
        self.ack = ack
        self.boot_id = boot_id
        self.payload = payload


def pack(kind: int, *values: int) -> bytes:
    """Return the payload of a message; `values` as MESSAGES names them."""
    return struct.pack(MESSAGES[kind][0], *values)


def unpack(kind: int, payload: bytes) -> tuple[int, ...]:
    """Return the values of a payload. Raises ValueError for no such type or the wrong length."""
    if kind not in MESSAGES:
        raise ValueError("unknown type")
    layout = MESSAGES[kind][0]
    if len(payload) != struct.calcsize(layout):
        raise ValueError("wrong length")
    return struct.unpack(layout, payload)


def encode(kind: int, seq: int, ack: int, boot_id: int, payload: bytes) -> bytes:
    """Return a frame as it goes on the wire, its 00 included."""
    raw = struct.pack(_HEAD, VERSION, kind, seq, ack, boot_id) + payload
    return stuff(raw + struct.pack("<I", binascii.crc32(raw))) + b"\0"


def decode(stuffed: bytes) -> Frame:
    """Return the frame between two 00. Raises ValueError if it fails any check."""
    raw = unstuff(stuffed)
    end = len(raw) - _CRC_BYTES
    if not _HEAD_BYTES <= end <= _HEAD_BYTES + MAX_PAYLOAD_BYTES:
        raise ValueError("wrong length")
    if struct.unpack("<I", raw[end:])[0] != binascii.crc32(raw[:end]):
        raise ValueError("wrong CRC")
    version, kind, seq, ack, boot_id = struct.unpack(_HEAD, raw[:_HEAD_BYTES])
    if version != VERSION:
        raise ValueError("wrong version")
    return Frame(kind, seq, ack, boot_id, raw[_HEAD_BYTES:end])


def stuff(data: bytes) -> bytes:
    """Return `data` by COBS, without any 00."""
    out = bytearray(1)
    code = 0  # where the count of the block under way goes
    for byte in data:
        if len(out) - code == 0xFF:
            out[code] = 0xFF
            code = len(out)
            out.append(0)
        if byte:
            out.append(byte)
        else:
            out[code] = len(out) - code
            code = len(out)
            out.append(0)
    out[code] = len(out) - code
    return bytes(out)


def unstuff(data: bytes) -> bytes:
    """Return what COBS hid. Raises ValueError for bytes that COBS does not make."""
    out = bytearray()
    at = 0
    while at < len(data):
        count = data[at]
        if count == 0 or at + count > len(data):
            raise ValueError("no COBS")
        out.extend(data[at + 1 : at + count])
        at += count
        if count < 0xFF and at < len(data):
            out.append(0)
    return bytes(out)


class Receiver:
    """Takes bytes as they come and gives frames. `bad` counts frames that failed a check."""

    def __init__(self) -> None:
        self.bad = 0
        self._buffer = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that these bytes complete, in order."""
        found: list[Frame] = []
        for byte in data:
            if byte == 0:
                self._end(found)
            elif len(self._buffer) < _MAX_STUFFED_BYTES:
                self._buffer.append(byte)
            else:
                self._too_long = True
        return found

    def _end(self, found: list[Frame]) -> None:
        stuffed, too_long = bytes(self._buffer), self._too_long
        self._buffer, self._too_long = bytearray(), False
        if too_long:
            self.bad += 1
        elif stuffed:  # nothing is a 00 before a burst, or two after one another
            try:
                found.append(decode(stuffed))
            except ValueError:
                self.bad += 1


def steps_ahead(seq: int, last: int) -> int:
    """Return how far `seq` is ahead of the last accepted: 0 is a duplicate, below 0 is old."""
    return (seq - last + 0x8000) % 0x10000 - 0x8000
