"""The chime before words: a soft tone that ends when they begin."""

import math
import struct
import wave
from functools import cache
from pathlib import Path

CHIME = "chime.riff"  # no name that a sentence's recording could have
RATE_HZ = 22050  # as espeak-ng writes them
LASTS_S, TONE_HZ, FADES_S = 0.5, 880.0, 0.1
LEVEL = 0.4


def make_chime(file: Path) -> None:
    """Make the chime's file if it is not there. Raises OSError if it cannot be."""
    if file.exists():
        return
    part = file.with_suffix(".part")
    with wave.open(str(part), "wb") as recording:
        recording.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        recording.writeframes(_tone())
    part.replace(file)


@cache
def _tone() -> bytes:
    count = round(LASTS_S * RATE_HZ)
    levels = (
        LEVEL * math.exp(-at / FADES_S / RATE_HZ) * math.sin(2 * math.pi * TONE_HZ * at / RATE_HZ)
        for at in range(count)
    )
    return struct.pack(f"<{count}h", *(round(32767 * level) for level in levels))
