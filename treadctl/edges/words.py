"""The page's catalogue of words: one file for each language, all with the same keys.

What the other rooms say is English. A catalogue has it under "said", sentence by sentence; there
`#` stands for a number.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "page" / "words"
ENGLISH = "en"
SAID = "said"
_END = re.compile(r"(?<=[.!?:])\s+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@cache
def languages() -> tuple[str, ...]:
    """The code of each language there is, English first."""
    found = (file.stem for file in FOLDER.glob("*.json"))
    return tuple(sorted(found, key=lambda code: (code != ENGLISH, code)))


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """The words of one language, by part and key. Raises FileNotFoundError for one there is not."""
    found: Mapping[str, Any] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def script(language: str) -> str:
    """The words of one language as a script that a page can import.

    Raises FileNotFoundError for one there is not.
    """
    return f"export default {json.dumps(catalogue(language))};\n"


def texts(language: str) -> Iterator[str]:
    """Whatever the page itself says in this language, gaps and all."""
    for part, words in catalogue(language).items():
        if part != SAID:
            yield from _texts(words)


def said(text: str, language: str) -> str:
    """What another room says, in this language; in English where the catalogue has no words."""
    known = catalogue(language)[SAID]
    if text in known:
        return str(known[text])
    return " ".join(_sentence(one, known, language) for one in _END.split(text))


def pattern(sentence: str) -> str:
    """A sentence as the catalogue has it, with `#` for each number."""
    return _NUMBER.sub("#", sentence)


def _sentence(sentence: str, known: Mapping[str, str], language: str) -> str:
    if sentence in known:
        return known[sentence]
    if pattern(sentence) not in known:
        return sentence
    numbers = iter(_NUMBER.findall(sentence))
    found = known[pattern(sentence)]
    return re.sub("#", lambda _gap: _number(next(numbers), language), found)


def _number(digits: str, language: str) -> str:
    return digits if language == ENGLISH else digits.replace(".", ",")


def _texts(words: object) -> Iterator[str]:
    match words:
        case str():
            yield words
        case list():
            yield from words
        case dict():
            for value in words.values():
                yield from _texts(value)
