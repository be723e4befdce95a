"""The catalogue: the same keys in every language, and words that a tired person can read."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import treadctl
from tests.edges.reading import HARDEST_GRADE, MOST_WORDS, grade, syllables, words_in
from treadctl.edges.voice.sentences import of_the_belt_room, split
from treadctl.edges.words import ENGLISH, SAID, catalogue, languages, pattern, said, script, texts
from treadctl.model import HANDED_OVER, STOP_TABLE
from treadctl.session import profile

ROOT = Path(treadctl.__file__).parent
SAYS = {"Say", "Ask", "Refused", "Rejected", "Unknown"}
ROOMS = (
    *("session/**/*", "safety/**/*", "drivers/*", "edges/before"),
    *("edges/people/*", "edges/professional/*"),
)
OTHERS = [language for language in languages() if language != ENGLISH]
_PARTS = re.compile(r"(?<=[.!?:])\s+")
_WHOLE = re.compile(r"[A-Z].*[.!?:]", re.DOTALL)
# Words for whoever looks after the machine, with names in them that only they know: in English.
ONLY_ENGLISH = {
    "CSAFE knows no downhill.",
    "The stop latch cannot be saved (#).",
    "The bridge does not take the limits.",
    "Wait until it is at rest.",
    "This treadmill has no incline.",
    "This treadmill takes # to # mph.",
    "Free some disk space.",
    "This treadmill was never commissioned:",
    "Run `treadctl doctor --treadmill URI --commission`.",
}


def keys(words: object, where: str = "") -> set[str]:
    """The place of every text in a catalogue."""
    match words:
        case dict():
            return {key for name in words for key in keys(words[name], f"{where}/{name}")}
        case list():
            return {f"{where}/{index}" for index, _ in enumerate(words)}
    return {where}


def own(language: str) -> dict[str, object]:
    return {part: words for part, words in catalogue(language).items() if part != SAID}


def gaps(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}|#", text))


def from_the_source() -> Iterator[str]:
    """Every text that a room says or refuses with; `#` where it has a number or a name in it."""
    for room in ROOMS:
        for file in sorted(ROOT.glob(f"{room}.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                match node:
                    case ast.Call(func=ast.Name(id=name), args=args) if name in SAYS:
                        yield from map(_text, args)
                    case ast.Assign(targets=[ast.Attribute(attr="prompt")], value=value):
                        yield _text(value)
                    case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str())):
                        yield _text(node.value) if name.isupper() else ""


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return pattern(text)
        case ast.JoinedStr(values=values):
            return "".join(_text(one) if isinstance(one, ast.Constant) else "#" for one in values)
    return ""


def belt_room() -> set[str]:
    """Every sentence that comes to the page in English, and every title and purpose."""
    walks = [profile.find(name) for name in profile.names()]
    rooms = [*of_the_belt_room(), *from_the_source(), HANDED_OVER]
    rooms += [row.words for row in STOP_TABLE.values()]
    found = {pattern(one) for text in rooms for one in _PARTS.split(text) if _WHOLE.fullmatch(one)}
    purposes = {one for walk in walks for one in _PARTS.split(walk.purpose)}
    return found | {pattern(walk.title) for walk in walks} | purposes


def test_english_comes_first() -> None:
    assert languages() == ("en", "de")


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys_and_the_same_gaps(language: str) -> None:
    assert keys(own(language)) == keys(own(ENGLISH))
    here, there = [list(map(gaps, texts(one))) for one in (language, ENGLISH)]
    assert here == there


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_words_for_all_that_the_other_rooms_say_and_no_more(
    language: str,
) -> None:
    known = set(catalogue(language)[SAID])
    assert sorted(belt_room() - known - ONLY_ENGLISH) == []
    assert sorted(known - belt_room()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_stands_for_another_room_s_words_keeps_their_numbers(language: str) -> None:
    for english, words in catalogue(language)[SAID].items():
        assert (english, gaps(words)) == (english, gaps(english))
        assert words.rstrip()[-1] == english[-1] or english[-1].isalnum()


def test_a_sentence_with_a_number_is_said_as_the_language_writes_it() -> None:
    english = "This treadmill starts at 0.8 km/h. Hold the rails."
    assert said(english, "de") == "Dieses Laufband beginnt mit 0,8 km/h. Halten Sie sich fest."
    assert said(english, ENGLISH) == english
    assert said("First steps", "de") == "Erste Schritte"


def test_what_nobody_put_into_words_stays_english() -> None:
    assert said("The flux is 3.5. Hold the rails.", "de") == (
        "The flux is 3.5. Halten Sie sich fest."
    )


def test_every_sentence_in_english_can_be_read_after_six_years_of_school() -> None:
    purposes = [profile.find(name).purpose for name in profile.names()]
    rooms = [text for text in belt_room() if _WHOLE.fullmatch(text) and text not in ONLY_ENGLISH]
    every = [*texts(ENGLISH), *rooms, *of_the_belt_room(), *purposes]
    hard = {one: grade(one) for text in every for one in split(text) if words_in(one) > 2}
    assert {one: found for one, found in hard.items() if found > HARDEST_GRADE} == {}


def test_no_sentence_of_the_page_is_longer_than_twelve_words() -> None:
    long = [one for text in texts(ENGLISH) for one in split(text) if words_in(one) > MOST_WORDS]
    assert long == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("treadmill", 2), ("rails", 1), ("stopped", 1), ("diabetes", 4), ("little", 2)),
        *(("numbers", 2), ("ambulance", 3), ("started", 2), ("confirmation", 4), ("12", 1)),
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_of_a_known_sentence() -> None:
    # 0.39 * 6 words + 11.8 * 6 syllables / 6 - 15.59
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45)


@pytest.mark.parametrize("language", languages())
def test_a_script_of_words_has_all_of_them(language: str) -> None:
    words = script(language).removeprefix("export default ").removesuffix(";\n")
    assert json.loads(words) == catalogue(language)
