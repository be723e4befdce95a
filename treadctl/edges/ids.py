"""Ids that sort by time. Pure."""

from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(when: datetime, number: int, noise: bytes) -> str:
    """An id that sorts by time, then by `number`; `noise` is 8 random bytes.

    Source: the ULID specification, its randomness led by 16 bits of a counter.
    """
    value = (int(when.timestamp() * 1000) << 16 | number & 0xFFFF) << 64 | int.from_bytes(noise)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))
