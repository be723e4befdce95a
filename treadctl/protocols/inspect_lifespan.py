"""A LifeSpan's Modbus frames to what `treadctl decode` prints.

A write and its answer are the same bytes: then `direction` is "either". The answer to a read does
not say which register it is of.
"""

from treadctl.errors import DecodeError
from treadctl.protocols import lifespan, modbus

Decoded = dict[str, object]

_WRITES = {
    lifespan.START_BELT: "start",
    lifespan.STOP_BELT: "stop",
    lifespan.SETPOINT: "set_target_speed",
    lifespan.STEPS: "reset_steps",
}
_FUNCTIONS = (modbus.READ, modbus.WRITE)
_TWO_NUMBERS = 4


def decode_lifespan(frame: bytes) -> Decoded:
    """Return what one frame says.

    Raises DecodeError if its CRC or its length is wrong, and for a function that the treadmill is
    not known to use.
    """
    found = modbus.decode(frame)
    function = found.function & ~modbus.FAILED
    if function not in _FUNCTIONS:
        raise DecodeError(f"Function {found.function:02X} is not one a LifeSpan is known to use.")
    head: Decoded = {"slave": found.slave, "function": function}
    if found.function & modbus.FAILED:
        return {"direction": "response", **head, **_failure(found.data)}
    if function == modbus.READ and len(found.data) != _TWO_NUMBERS:
        return {"direction": "response", **head, "registers": list(modbus.registers(found))}
    if len(found.data) != _TWO_NUMBERS:
        raise DecodeError(f"A write has 4 data bytes; {len(found.data)} came.")
    numbers = int.from_bytes(found.data[:2], "big"), int.from_bytes(found.data[2:], "big")
    return {**head, **(_read if function == modbus.READ else _write)(*numbers)}


def _failure(data: bytes) -> Decoded:
    if len(data) != 1:
        raise DecodeError(f"A failure has 1 data byte; {len(data)} came.")
    return {"result": modbus.EXCEPTIONS.get(data[0], "unknown"), "result_code": data[0]}


def _read(register: int, count: int) -> Decoded:
    if not 1 <= count <= modbus.MAX_REGISTERS:
        raise DecodeError(f"Modbus reads 1 to {modbus.MAX_REGISTERS} registers, not {count}.")
    name = f"read_{lifespan.REGISTERS.get(register, 'registers')}"
    return {"direction": "request", "name": name, "register": register, "count": count}


def _write(register: int, value: int) -> Decoded:
    # The answer to a reset of the steps is not its echo: 0F00 was captured.
    direction = "response" if register == lifespan.STEPS and value else "either"
    said: Decoded = {
        "direction": direction,
        "name": _WRITES.get(register, "write_register"),
        "register": register,
        "value": value,
    }
    if register == lifespan.SETPOINT:
        said |= _speed(value)
    return said


def _speed(value: int) -> Decoded:
    mph, kmh = lifespan.target_mph(value), lifespan.target_kmh(value)
    return {"idle": True} if mph is None else {"speed_kmh": kmh, "speed_mph": mph}
