"""Little-endian numbers in a row: how every Bluetooth fitness value is laid out."""

import struct
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

UINT8, UINT16, SINT16 = "B", "H", "h"
UINT24 = "3s"  # struct has no 24-bit number: taken as three bytes, joined after


@dataclass(frozen=True, slots=True)
class Field:
    """One number on the wire; its value is raw / `divisor` in the unit of its name.

    A raw number in `absent` means that the machine does not report the value.
    """

    name: str
    code: str
    divisor: int = 1
    absent: Container[int] = ()


def size_of(fields: Iterable[Field]) -> int:
    """Return how many bytes `fields` take."""
    return struct.calcsize("<" + "".join(field.code for field in fields))


class Layout:
    """The leading fields of a frame that fit its length, made ready for reading many frames.

    `count` is how many fit: the first that does not, and all behind it, are left out.
    """

    __slots__ = ("_columns", "_unpack_from", "_wide", "count")

    def __init__(self, fields: Iterable[Field], room: int) -> None:
        fitting: list[Field] = []
        for field in fields:
            if size_of([*fitting, field]) > room:
                break
            fitting.append(field)
        self.count = len(fitting)
        self._columns = tuple((field.name, field.divisor, field.absent) for field in fitting)
        self._wide = tuple(field.name for field in fitting if field.code == UINT24)
        self._unpack_from = struct.Struct(
            "<" + "".join(field.code for field in fitting)
        ).unpack_from

    def read(self, data: bytes | bytearray, offset: int) -> dict[str, Any]:
        """Return the values in `data` from `offset` on; one that is not reported has no key."""
        values: dict[str, Any] = {}
        for (name, divisor, absent), raw in zip(
            self._columns, self._unpack_from(data, offset), strict=True
        ):
            if raw not in absent:
                # Divided, not multiplied: 113 / 100 is 1.13, 113 * 0.01 is 1.1300000000000001.
                values[name] = raw / divisor if divisor > 1 else raw
        for name in self._wide:
            values[name] = int.from_bytes(values[name], "little")
        return values
