"""Where one screen is on a walker's way to Start and back, and what it is told to show. Pure.

The screen shows what it is told and nothing else, so a page that is loaded again is where it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from treadctl.edges.people.person import PICTURES, Person
from treadctl.session.person.intake import End, Intake, Question, Ready

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Nobody:
    """Who walks? Also what a screen shows that nobody touches."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody new chooses a picture, then a name."""

    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A walker answers, until all is answered. A guest is no person."""

    person: Person | None
    intake: Intake


@dataclass(frozen=True, slots=True)
class Walking:
    """A walk that was started here. `seen`: the belt room shows it."""

    person: Person | None
    since: float
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The belt stands again, since then."""

    person: Person | None
    since: float


Visit = Nobody | Joining | Asked | Walking | Done


def shown(visit: Visit, known: Iterable[Person], *, keeps: bool) -> Json:
    """What the page shows. `known` may sign in; `keeps`: somebody new may join them."""
    match visit:
        case Nobody():
            return {"shows": "who", "people": [_card(one) for one in known], "keeps": keeps}
        case Joining(picture=None):
            return _question("picture", "picture", PICTURES)
        case Joining():
            return _question("name", "name")
        case Asked(person, intake):
            return _who(person) | _asked(intake)
        case Walking(person):
            return _who(person) | {"shows": "walking"}
        case Done(person):
            return _who(person) | {"shows": "done"}
        case _:
            assert_never(visit)


def _asked(intake: Intake) -> Json:
    match intake.asks():
        case Question(key, kind, options):
            advice = intake.offered().advice if key == "walk" else ()
            return _question(key, kind.value, options) | {"advice": list(advice)}
        case Ready(profile, tier):
            return {"shows": "ready", "profile": profile, "tier": tier}
        case End() as end:
            return {"shows": "help", "help": end.value}


def _question(key: str, kind: str, options: Iterable[str] = ()) -> Json:
    return {"shows": "question", "key": key, "kind": kind, "options": list(options)}


def _who(person: Person | None) -> Json:
    return {} if person is None else {"who": _card(person)}


def _card(person: Person) -> Json:
    return {"walker": person.walker, "name": person.name, "picture": person.picture}
