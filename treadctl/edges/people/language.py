"""Which language a screen speaks: the one tapped on it, else its walker's own."""

from dataclasses import replace

from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person
from treadctl.edges.people.visit import Joining, Looking, Nobody, TypingCard, Visit
from treadctl.edges.words import languages
from treadctl.errors import Refused


def check_language(code: str) -> None:
    """Raises Refused where the page has no words in it."""
    if code not in languages():
        raise Refused("Choose one of the languages on the screen.")


def spoken(visit: Visit, tapped: str | None, usual: str) -> str:
    """The language for a screen with this visit; `usual` is the machine's own."""
    person = _walker(visit)
    own = None if person is None else person.language
    return tapped or own or usual


async def keep_language(visit: Visit, tapped: str | None, people: People | None) -> Visit:
    """The same visit by a walker who speaks what they tapped; kept of whoever is known here.

    Raises Refused where the disk does not take it.
    """
    person = _walker(visit)
    if isinstance(visit, Nobody | Joining | TypingCard) or person is None:
        return visit
    if tapped in (None, person.language):
        return visit
    after = replace(person, language=tapped)
    if people is not None and any(one.walker == person.walker for one in people.known):
        await people.keep(after)
    return replace(visit, person=after)


def _walker(visit: Visit) -> Person | None:
    match visit:
        case TypingCard(Looking(person)):
            return person
        case Nobody() | Joining() | TypingCard():
            return None
    return visit.person
