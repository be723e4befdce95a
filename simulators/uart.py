"""What a UART makes of bytes that were sent at another speed. Pure.

One byte is ten bits: a start bit (0), eight data bits with the lowest first, a stop bit (1).
"""

BITS = 10


def byte_s(baudrate: int) -> float:
    """Return how long one byte takes, 8N1, in seconds."""
    return BITS / baudrate


def as_heard(byte: int, sent_baud: int, heard_baud: int) -> bytes:
    """Return what a UART at `heard_baud` hears when `byte` is sent at `sent_baud`.

    A fast one hears several bytes in one, a slow one a wrong one. A byte whose stop bit is not
    there is heard all the same, as by a port that does not check. At 0 baud nothing is heard.
    """
    if sent_baud == heard_baud:
        return bytes((byte,))
    if not sent_baud or not heard_baud:
        return b""
    bits = (0, *(byte >> bit & 1 for bit in range(8)), 1)
    step = sent_baud / heard_baud  # one bit of the hearer, in bits of the sender
    heard, at = bytearray(), 0.0
    while (start := _falls(bits, at)) is not None:
        sampled = [_level(bits, start + (bit + 1.5) * step) for bit in range(8)]
        heard.append(sum(level << bit for bit, level in enumerate(sampled)))
        at = start + (BITS - 0.5) * step
    return bytes(heard)


def _falls(bits: tuple[int, ...], after: float) -> int | None:
    """Return where the line next goes from 1 to 0."""
    for index in range(BITS):
        if index >= after and bits[index] == 0 and (index == 0 or bits[index - 1] == 1):
            return index
    return None


def _level(bits: tuple[int, ...], at: float) -> int:
    return bits[int(at)] if at < BITS else 1  # a line at rest is 1
