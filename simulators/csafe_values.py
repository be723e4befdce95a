"""What stands inside a CSAFE frame: commands, and values with their units. Pure.

Source: OpenRowingCommunity/csafe-fitness; qdomyos-zwift, src/devices/csafe.
"""

from simulators.physics import KMH_PER_MPH, Belt

_LONG = range(0x80)
_M_PER_MILE = 1609.344
_SPEED_KMH = {
    0x10: KMH_PER_MPH,
    0x11: 0.1 * KMH_PER_MPH,
    0x12: 0.01 * KMH_PER_MPH,
    0x30: 1.0,
    0x31: 0.1,
    0x32: 0.01,
    0x33: 0.06,  # metres a minute
}
_GRADE_PERCENT = {0x4A: 1.0, 0x4B: 0.01, 0x4C: 0.1}
_VERSION = bytes((0xFE, 2, 1, 1, 0))  # maker, class, model, version, release: nobody's


def request(contents: bytes) -> list[tuple[int, bytes]] | None:
    """Return the commands in `contents` with their data, or None if the last one is cut off."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(contents):
        command, count = contents[at], 0
        at += 1
        if command in _LONG:
            if at == len(contents):
                return None
            count = contents[at]
            at += 1
        if at + count > len(contents):
            return None
        found.append((command, contents[at : at + count]))
        at += count
    return found


def speed_kmh(argument: bytes) -> float | None:
    """Return the speed that a u16 and a unit byte say; None if they say none."""
    return _measure(argument, _SPEED_KMH)


def grade_percent(argument: bytes) -> float | None:
    """Return the grade that a u16 and a unit byte say; None if they say none."""
    return _measure(argument, _GRADE_PERCENT)


def told(belt: Belt, command: int, shown: tuple[float, bool]) -> bytes | None:
    """Return command, count and data for a Get command; None for one that is not known.

    `shown`: the speed to tell in km/h, and whether in metric units. The belt is up to date.
    """
    shown_kmh, metric = shown
    match command:
        case 0x80:
            return b""
        case 0x91:
            data = _VERSION
        case 0x92:
            data = b"00000"
        case 0x93:
            data = b"\x00" if metric else b"\x01"
        case 0xA0:
            elapsed_s = int(belt.elapsed_s)
            data = bytes((elapsed_s // 3600 % 256, elapsed_s // 60 % 60, elapsed_s % 60))
        case 0xA1:
            data = (
                _value(belt.distance_m, 0x24)
                if metric
                else _value(belt.distance_m / _M_PER_MILE * 100, 0x03)
            )
        case 0xA3:
            data = _value(belt.energy_kcal, 0)[:2]
        case 0xA5:
            unit = 0x31 if metric else 0x11
            data = _value(shown_kmh / _SPEED_KMH[unit], unit)
        case 0xA8:
            data = _value(belt.inclination_percent * 10, 0x4C)
        case 0xB0:
            data = bytes((belt.heart.bpm,))
        case _:
            return None
    return bytes((command, len(data))) + data


def _measure(argument: bytes, units: dict[int, float]) -> float | None:
    if len(argument) != 3 or argument[2] not in units:
        return None
    return int.from_bytes(argument[:2], "little") * units[argument[2]]


def _value(number: float, unit: int) -> bytes:
    return (round(number) & 0xFFFF).to_bytes(2, "little") + bytes((unit,))
