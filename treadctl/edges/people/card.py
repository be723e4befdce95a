"""A card in place of a name: whose it is, and what stands beside its holder's picture. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from treadctl.edges.people.person import Person
from treadctl.errors import Refused

NUMBER = r"^[0-9]{4,20}$"
SHOWN_DIGITS = 2
TAKEN = "This card is somebody else's here."
NEW = "This card is new here. Tap I'm new, tap a picture, then use the card again."


def holder(number: str, known: Iterable[Person]) -> Person | None:
    """Whose card it is; None for nobody's."""
    return next((one for one in known if one.card == number), None)


def known_holder(number: str, known: Iterable[Person]) -> Person:
    """Whose card it is. Raises Refused, with a sentence for the screen, for nobody's."""
    if (found := holder(number, known)) is None:
        raise Refused(NEW)
    return found


def newcomer(walker: str, picture: str, number: str) -> Person:
    """Somebody new who gave a card and no name: the end of its number stands in its place."""
    return Person(walker, ending(number), picture, card=number)


def ending(number: str) -> str:
    """The end of a card's number: enough to tell the own one by."""
    return f"\N{HORIZONTAL ELLIPSIS}{number[-SHOWN_DIGITS:]}"


def with_card(person: Person, number: str, known: Iterable[Person]) -> Person:
    """The same walker, who comes with this card from now on. Raises Refused if it is another's."""
    other = holder(number, known)
    if other is not None and other.walker != person.walker:
        raise Refused(TAKEN)
    return replace(person, card=number)
