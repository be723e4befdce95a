"""How hard is a sentence to read? The Flesch-Kincaid grade: a school year in the United States.

Source: Kincaid et al. 1975, Research Branch Report 8-75, formula of the recalculated grade level.
"""

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z']*|\d+(?:\.\d+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# Where letters do not tell: an `e` inside that is silent, or two vowels that are two syllables.
_SYLLABLES = {
    "area": 3,
    "cannot": 2,
    "diabetes": 4,
    "doing": 2,
    "every": 2,
    "going": 2,
    "idea": 3,
    "quiet": 2,
    "somebody": 3,
    "something": 2,
    "somewhere": 2,
    "somewhat": 2,
    "likely": 2,
    "safety": 2,
    "sometimes": 2,
    "used": 1,
    "being": 2,
    "closely": 2,
}
MOST_WORDS = 12
HARDEST_GRADE = 6.0


def grade(sentence: str) -> float:
    """The grade of one sentence. A number counts as a word of one syllable."""
    words = _WORD.findall(sentence)
    count = sum(syllables(word) for word in words)
    return 0.39 * len(words) + 11.8 * count / len(words) - 15.59


def words_in(sentence: str) -> int:
    return len(_WORD.findall(sentence))


def syllables(word: str) -> int:
    """How many syllables a word has; 1 for a number."""
    low = word.lower().removesuffix("'s")
    if low in _SYLLABLES:
        return _SYLLABLES[low]
    count = len(_VOWELS.findall(low))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouy]es$|[^aeiouytd]ed$|[aeiouy]le$", low)
    if silent and not re.search(r"(?:[sxz]|[cs]h|[cg])es$", low):
        count -= 1
    return max(1, count)
