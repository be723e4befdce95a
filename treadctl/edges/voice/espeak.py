"""One sentence into one sound file, by espeak-ng in a process of its own.

Its options: https://github.com/espeak-ng/espeak-ng/blob/master/src/espeak-ng.1.ronn
"""

import asyncio
import os
import shutil
from pathlib import Path

ENGINE = "espeak-ng"
WITHIN_S = 30.0  # one sentence takes 0.02 s where the machine is not busy
# As the engine shall read them: it spells what it does not know.
_READ_AS = {
    "en": {"km/h": "kilometres an hour", "mph": "miles an hour", "%": "percent"},
    "de": {"km/h": "Kilometer pro Stunde", "mph": "Meilen pro Stunde", "%": "Prozent"},
}


def installed() -> bool:
    """Is the engine on this machine?"""
    return shutil.which(ENGINE) is not None


async def render(sentence: str, words_per_minute: int, file: Path, language: str = "en") -> None:
    """Write `sentence` to `file`, a WAV file of one channel: all of it, or nothing.

    `language` is one that the engine has a voice of that name for.

    Gives way to everything else on the machine. Raises OSError if it cannot be written or the
    engine fails, TimeoutError if it hangs.
    """
    part = file.with_suffix(".part")
    try:
        await _speak(_readable(sentence, language), words_per_minute, part, language)
        await asyncio.to_thread(_keep, part, file)
    finally:
        part.unlink(missing_ok=True)


async def _speak(words: str, words_per_minute: int, file: Path, language: str) -> None:
    child = await asyncio.create_subprocess_exec(
        *("nice", "-n", "19", ENGINE, "-v", language, "-s", str(words_per_minute), "-z"),
        *("-w", str(file), "--", words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(WITHIN_S):
            failed = await child.wait() != 0
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if failed:
        raise OSError(f"{ENGINE} ended with {child.returncode}")


def _readable(sentence: str, language: str) -> str:
    for written, read in _READ_AS.get(language, {}).items():
        sentence = sentence.replace(written, read)
    return sentence


def _keep(part: Path, file: Path) -> None:
    """Give the file its name once it is on the disk: a power cut leaves no half of one."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)
