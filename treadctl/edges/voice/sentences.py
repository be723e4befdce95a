"""Every sentence that a walker can hear, in one list.

What is said is what stands on the screen, sentence by sentence, so a sentence belongs here as
soon as the belt room or the page can show it. A number that is in a sentence makes one sentence
for each of its values.
"""

import re
from collections.abc import Iterator
from functools import cache

from treadctl.edges.words import ENGLISH, catalogue, said, texts
from treadctl.model import HANDED_OVER, STOP_TABLE
from treadctl.session import profile
from treadctl.session.check_in import QUESTION
from treadctl.session.cues import COUNTDOWN_S
from treadctl.session.person.wants import ACTIVITIES

FIRST_SPEEDS_KMH = (0.8, 0.9, 1.0, 1.1, 1.2)  # no belt may start faster
MILES = 0.621371  # in a kilometre

_IN_A_WALK = (
    "Step on when ready.",
    "Stand on the side rails and hold on.",
    "A little faster in five.",
    "A little steeper in five.",
    "Is that all right?",
    "Can you talk easily?",
    "Slower. It stays like this.",
    "Slowing down to finish. Well done.",
    "Slowing down, because there is no answer.",
    "We stay at this level. Tap Slower for less.",
    "Hold the rails until the belt has stopped.",
)
_REFUSALS = (
    "A walk is under way.",
    "Answer yes or no.",
    "Choose a number from 0 to 10.",
    "Choose one of the answers on the screen.",
    "Do that first, then tap Done.",
    "First confirm the last stop at the machine.",
    "Give the total of the sheet, 0 to 24.",
    "No stop button is within reach. Open the page on the touch screen.",
    "No walk is under way.",
    "Not faster now. Look at the screen.",
    "Press the pain button once and let it go. Then start.",
    "Say how strong the pain is, from 0 to 10.",
    "Say if the pain is more, or how strong it is, from 0 to 10.",
    "That button is no longer on the screen. Tap Level the deck again.",
    "That confirmation is no longer on the screen. Tap it again.",
    "That is too fast for a guided walk.",
    "That question is no longer on the screen. Answer what it shows.",
    "That screen shows what was long ago. Load it again.",
    "That start is no longer on the screen. Tap Start again.",
    "The belt is in use.",
    "The belt is moving already.",
    "The belt is not known to stand. Stop it at its console.",
    "The belt is not walking.",
    "The belt was stopped before it moved.",
    "The deck is level.",
    "The deck is not level. Tap Level the deck.",
    "The deck is on its way to level. Wait.",
    "The pain button is held down. Let it go.",
    "The treadmill is not connected. Switch it on and wait.",
    "The treadmill refused to start.",
    "The walk was stopped before it began.",
    "The walks are not read yet. Wait a little, then start.",
    "There is nothing to confirm.",
    "This belt stops too hard for you. Ask for one that stops more softly.",
    "This deck cannot be levelled from here.",
    "This treadmill has no rails. Ask for one that has, or for another walk.",
    "This treadmill tells no speed, so no walk can be guided on it.",
    "Wait three seconds, then start.",
    "Wait until the belt has stood still for three seconds.",
    "Your heart beats faster than your limit. Rest, then start.",
)
_END = re.compile(r"(?<=[.!?])\s+")


@cache
def sentences(language: str = ENGLISH) -> tuple[str, ...]:
    """All of them in this language, each once, the urgent ones first. Reads the profiles and the
    page's words.
    """
    found = (
        *urgent(language),
        *(f"{left}" for left in range(COUNTDOWN_S, 0, -1)),
        *(said(one, language) for text in of_the_belt_room() for one in split(text)),
        *_first_speeds(language),
        *(one for text in _of_the_page(language) for one in split(text)),
    )
    return tuple(dict.fromkeys(found))


def urgent(language: str = ENGLISH) -> tuple[str, ...]:
    """What is made first: a stop cannot wait for it."""
    known = catalogue(language)
    cuts = (cut["said"] for cut in known["powerCuts"].values())
    return tuple(one for text in (known["words"]["stopping"], *cuts) for one in split(text))


def of_the_belt_room() -> Iterator[str]:
    """What the page is told in English."""
    yield from _IN_A_WALK
    yield QUESTION
    yield from (row.words for row in STOP_TABLE.values())
    yield HANDED_OVER
    for name in profile.names():
        yield from profile.find(name).posture_prompts
    yield from _REFUSALS


def split(text: str) -> list[str]:
    """The sentences of `text`. A point inside a number ends none."""
    return [sentence for sentence in _END.split(text.strip()) if sentence]


def _of_the_page(language: str) -> Iterator[str]:
    """Whatever is a whole sentence in the catalogue; `{it}` is one of the activities."""
    answers = catalogue(language)["answers"]
    for words in texts(language):
        if "{it}" in words:
            yield from (words.replace("{it}", answers[one]) for one in ACTIVITIES)
        elif "{" not in words and words.endswith((".", "!", "?")):
            yield words


def _first_speeds(language: str) -> Iterator[str]:
    """As the page shows them, in kilometres and in miles an hour."""
    for speed_kmh in FIRST_SPEEDS_KMH:
        yield said(f"This treadmill starts at {speed_kmh:.1f} km/h.", language)
        in_miles = said(f"This treadmill starts at {speed_kmh * MILES:.1f} km/h.", language)
        yield in_miles.replace("km/h", "mph")
