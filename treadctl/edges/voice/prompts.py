"""The sound files of the sentences: made once, kept in the state folder, found by their words."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from treadctl.edges.look import USUAL_WPM
from treadctl.edges.voice import espeak
from treadctl.edges.voice.chime import CHIME, make_chime
from treadctl.edges.voice.sentences import sentences
from treadctl.edges.words import ENGLISH, languages

log = logging.getLogger(__name__)

NO_ENGINE = (
    "No voice: espeak-ng is not installed. The page goes on with tones and words. "
    "For the voice: apt-get install espeak-ng"
)


class Prompts:
    """The files of one language in `folder`, spoken at `words_per_minute` (120 to 180).

    `chime` is the tone before them. `complete` is true once no more files will come, be it that
    there are none.
    """

    def __init__(
        self, folder: Path, words_per_minute: int = USUAL_WPM, language: str = ENGLISH
    ) -> None:
        self.complete = False
        self.chime = folder / CHIME
        self._folder = folder
        self._language = language
        self._words_per_minute = words_per_minute
        self._found: dict[str, Path] = {}
        self._wish = asyncio.Event()

    @property
    def files(self) -> Mapping[str, Path]:
        """Each sentence that can be played, and its file."""
        return MappingProxyType(self._found)

    def wish(self) -> None:
        """A page is there to play them: only then are they made."""
        self._wish.set()

    async def keep(self) -> None:
        """Once there is a wish, make what is missing, then wait for ever. It raises nothing."""
        await self._wish.wait()
        try:
            await self._make()
        except (OSError, TimeoutError) as error:
            log.warning("The voice is not whole: %s. The page goes on with what there is.", error)
        self.complete = True
        await asyncio.get_running_loop().create_future()

    async def _make(self) -> None:
        wanted = await asyncio.to_thread(self.wanted)
        self._found = await asyncio.to_thread(_tidy, self._folder, wanted)
        await asyncio.to_thread(make_chime, self.chime)
        missing = {words: file for words, file in wanted.items() if words not in self._found}
        if missing and not espeak.installed():
            log.warning(NO_ENGINE)
            return
        for words, file in missing.items():
            await espeak.render(words, self._words_per_minute, file, self._language)
            self._found[words] = file

    def wanted(self) -> dict[str, Path]:
        """Every sentence, and where its file is or will be."""
        return {words: self._folder / self._name(words) for words in sentences(self._language)}

    def _name(self, words: str) -> str:
        """Another voice, pace or sentence is another file."""
        made_from = f"{self._language} {self._words_per_minute} {words}"
        return hashlib.sha256(made_from.encode()).hexdigest()[:16] + ".wav"


def voices(folder: Path, words_per_minute: int = USUAL_WPM) -> dict[str, Prompts]:
    """One for each language there is, each with a folder of its own in `folder`."""
    return {one: Prompts(folder / one, words_per_minute, one) for one in languages()}


def _tidy(folder: Path, wanted: Mapping[str, Path]) -> dict[str, Path]:
    """What is there already. What nobody wants any more is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    there = set(folder.iterdir())
    for file in there.difference(wanted.values()):
        if file.suffix in {".wav", ".part"}:
            file.unlink()
    return {words: file for words, file in wanted.items() if file in there}
