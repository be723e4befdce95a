"""Modbus RTU frames of the functions 03 (read registers) and 06 (write one register). Pure.

A frame has no mark at either end: its length follows from its function, its end is a CRC-16.
Source: Modbus over Serial Line 1.02, section 2.5.1; Modbus Application Protocol 1.1b3, sections
6.3, 6.6 and 7. pymodbus is not used: its framer imports asyncio and skips bytes before a frame.
"""

from dataclasses import dataclass
from typing import Final

from treadctl.errors import BadInput, DecodeError

READ: Final = 0x03
WRITE: Final = 0x06
FAILED: Final = 0x80
EXCEPTIONS: Final = {
    0x01: "illegal_function",
    0x02: "illegal_data_address",
    0x03: "illegal_data_value",
    0x04: "device_failure",
    0x05: "acknowledge",
    0x06: "device_busy",
    0x08: "memory_parity_error",
    0x0A: "gateway_path_unavailable",
    0x0B: "gateway_target_failed",
}

MAX_REGISTERS: Final = 125
_FIXED = 8  # bytes of a request to read, and of a write and its answer
_FAILURE = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that passed its check, without that check."""

    slave: int
    function: int
    data: bytes


def crc(data: bytes) -> bytes:
    """Return the CRC-16 of `data` as it goes on the wire, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def encode_read(slave: int, register: int, count: int = 1) -> bytes:
    """Return the request to read `count` registers. Raises BadInput for what Modbus has not."""
    if not 1 <= count <= MAX_REGISTERS:
        raise BadInput(f"Modbus reads 1 to {MAX_REGISTERS} registers at once, not {count}.")
    return _framed(slave, READ, register, count)


def encode_write(slave: int, register: int, value: int) -> bytes:
    """Return the request to write one register. Raises BadInput for what Modbus has not."""
    return _framed(slave, WRITE, register, value)


def decode(data: bytes) -> Frame:
    """Return the one frame that `data` is. Raises DecodeError if it is not exactly one."""
    if len(data) < _FAILURE:
        raise DecodeError(f"A Modbus frame has {_FAILURE} bytes or more here; {len(data)} came.")
    body, check = data[:-2], data[-2:]
    if crc(body) != check:
        raise DecodeError(f"The CRC is {check.hex()} and should be {crc(body).hex()}.")
    return Frame(body[0], body[1], body[2:])


def take_answer(request: bytes, data: bytes) -> Frame | None:
    """Return the answer to `request` that `data` is; None while its end is still to come.

    Raises DecodeError for bytes that do not answer it. An answer may be a failure: its function
    then has FAILED set, and its data is a code of EXCEPTIONS.
    """
    for at, expected in enumerate((request[:1], bytes([request[1], request[1] | FAILED]))):
        if len(data) > at and data[at] not in expected:
            raise DecodeError(f"{data[: at + 1].hex()} does not answer {request[:2].hex()}.")
    if len(data) < 3:
        return None
    size = _size(request, data)
    if len(data) > size:
        raise DecodeError(f"{len(data) - size} bytes stand behind the answer.")
    return decode(data) if len(data) == size else None


def registers(frame: Frame) -> tuple[int, ...]:
    """Return the values in the answer to a read. Raises DecodeError if its count is wrong."""
    count, data = frame.data[0], frame.data[1:]
    if count != len(data) or count == 0 or count % 2:
        raise DecodeError(f"An answer of {len(data)} data bytes says it has {count}.")
    return tuple(int.from_bytes(data[at : at + 2], "big") for at in range(0, count, 2))


def _size(request: bytes, data: bytes) -> int:
    if data[1] & FAILED:
        return _FAILURE
    if data[1] == WRITE:
        return _FIXED
    asked = 2 * int.from_bytes(request[4:6], "big")
    if data[2] != asked:
        raise DecodeError(f"{asked} data bytes were asked for; {data[2]} are to come.")
    return 5 + asked


def _framed(slave: int, function: int, *numbers: int) -> bytes:
    if not 1 <= slave <= 247 or any(not 0 <= number <= 0xFFFF for number in numbers):
        raise BadInput("Modbus has slaves 1 to 247 and numbers 0 to 65535.")
    body = bytes([slave, function]) + b"".join(number.to_bytes(2, "big") for number in numbers)
    return body + crc(body)
