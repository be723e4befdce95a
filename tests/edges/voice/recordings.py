"""Recordings for the tests of the page: a moment of sound for each sentence, made in no time."""

import wave
from pathlib import Path

from treadctl.edges.voice.prompts import Prompts

RATE_HZ = 8000
TONE = b"\x00\x20\x00\xe0"


def record(prompts: Prompts, lasts_s: float) -> None:
    """Put a file for every sentence where `prompts` will find it."""
    for file in prompts.wanted().values():
        file.parent.mkdir(exist_ok=True)
        write(file, lasts_s)


def write(file: Path, lasts_s: float) -> None:
    with wave.open(str(file), "wb") as recording:
        recording.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        recording.writeframes(TONE * round(lasts_s * RATE_HZ / 2))


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def lasts_s(file: Path) -> float:
    with wave.open(str(file)) as recording:
        frames, rate_hz = recording.getnframes(), recording.getframerate()
        return float(frames) / float(rate_hz)
