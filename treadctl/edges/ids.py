"""Ids that sort by time. Pure."""

from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _CROCKFORD for second in _CROCKFORD)


def ulid(when: datetime, number: int, noise: bytes) -> str:
    """An id that sorts by time, then by `number`; `noise` is 8 random bytes.

    Source: the ULID specification, its randomness led by 16 bits of a counter.
    """
    return ulid_at(int(when.timestamp() * 1000), number, int.from_bytes(noise))


def ulid_at(utc_ms: int, number: int, noise: int) -> str:
    """As `ulid`, from milliseconds since 1970 and 64 random bits."""
    value = (utc_ms << 16 | number & 0xFFFF) << 64 | noise
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -1, -10)])
