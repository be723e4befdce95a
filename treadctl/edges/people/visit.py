"""Where one screen is on a walker's way to Start and back, and what it is told to show. Pure.

The screen shows what it is told and nothing else, so a page that is loaded again is where it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any, assert_never

from treadctl.edges.people.card import ending
from treadctl.edges.people.choice import lengths, offered
from treadctl.edges.people.person import PICTURES, Person
from treadctl.session.length import SHORTEST_MINUTES
from treadctl.session.person.afterwards import Afterwards, Again, Enough
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import End, Question

Json = dict[str, Any]

NOT_NOW = "That is no longer on the screen. Answer what it shows."


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
    """A walk that was started here. `seen`: the belt room shows it.

    `start` is the request that began it, without its token, and `intake` what led to that; `due`
    is asked after it as well. `practises`: it invites to try the stop out, `invited` while it does.
    """

    person: Person | None
    since: float
    seen: bool = False
    start: Json = field(default_factory=dict)
    due: tuple[Question, ...] = ()
    intake: Intake | None = None
    practises: bool = False
    invited: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """The belt stands, and the walk that began at `since` by `start` is spoken of.

    `cooled`: it ended as planned, or by the planned cool-down. `left_minutes`: the longest that a
    new start may lead to.
    """

    person: Person | None
    asks: Afterwards
    start: Json
    since: float
    cooled: bool = True
    left_minutes: float = SHORTEST_MINUTES

    def restart(self, again: Again) -> Json:
        """The request for a new start, all that tightens the first one kept; it has no token."""
        kept = {key: value for key, value in self.start.items() if key != "token"}
        minutes = kept.pop("minutes", None)
        if again.profile != kept["profile"]:
            kept["max_minutes"] = min(self.left_minutes, kept.get("max_minutes", inf))
        elif minutes is not None:
            kept["minutes"] = min(minutes, self.left_minutes)
        return kept | {"profile": again.profile, "tier": again.tier, "pain": again.pain}


@dataclass(frozen=True, slots=True)
class Done:
    """The belt stands again, since then. `again`: the walker may walk again at once."""

    person: Person | None
    since: float
    again: bool = True
    cooled: bool = True


@dataclass(frozen=True, slots=True)
class Looking:
    """A walker looks back at what `trend` found. `typing`: the total of a sheet on paper."""

    person: Person
    seen: Json
    again: bool
    typing: bool = False


@dataclass(frozen=True, slots=True)
class TypingCard:
    """The number of a card is typed, or the card is held to the reader: by who comes, by somebody
    new in place of a name, or by a walker who is known and adds it. `behind` is the screen before.
    """

    behind: Nobody | Joining | Looking


Visit = Nobody | Joining | Asked | Walking | After | Done | Looking | TypingCard


def shown(visit: Visit, known: Iterable[Person], *, keeps: bool) -> Json:
    """What the page shows. `known` may sign in; `keeps`: somebody new may join them."""
    match visit:
        case Nobody():
            return _nobody(list(known), keeps=keeps)
        case Joining() | TypingCard():
            return _coming(visit)
        case Asked(person, intake):
            return _who(person) | _asked(intake)
        case Walking(person) | After(person) | Done(person) | Looking(person):
            return _who(person) | _of_a_walk(visit)
        case _:
            assert_never(visit)


def _nobody(known: list[Person], *, keeps: bool) -> Json:
    """`cards`: somebody here comes with a card."""
    cards = any(one.card is not None for one in known)
    return {"shows": "who", "people": [_card(one) for one in known], "keeps": keeps, "cards": cards}


def _coming(visit: Joining | TypingCard) -> Json:
    match visit:
        case Joining(picture=None):
            return _question("picture", "picture", PICTURES)
        case Joining():
            return _question("name", "name")
        case TypingCard(behind):
            who = _who(behind.person) if isinstance(behind, Looking) else {}
            return who | _question("card", "card")


def _of_a_walk(visit: Walking | After | Done | Looking) -> Json:
    match visit:
        case Walking(invited=invited):
            return {"shows": "walking", "practise": invited}
        case After():
            return _after(visit)
        case Done(again=again, cooled=cooled):
            return {"shows": "done", "again": again, "cooled": cooled}
        case Looking(typing=True):
            return _question("paper", "age")
        case Looking(person, seen=seen):
            own = {} if person.card is None else {"card": ending(person.card)}
            return {"shows": "trend", "trend": {**seen, **own}}


def _asked(intake: Intake) -> Json:
    match intake.asks():
        case Question(key, kind, options):
            chosen = offered(intake) if key == "walk" else {"advice": []}
            return _question(key, kind.value, options) | chosen
        case Ready(profile, tier, _, caps):
            return {"shows": "ready", "profile": profile, "tier": tier} | lengths(caps)
        case End() as end:
            return {"shows": "help", "help": end.value}


def _after(visit: After) -> Json:
    """As before a walk. `after`: what it is about; a stop is spoken of before it is confirmed.

    `lower`: the new start leads to a lower walk than the first.
    """
    asks = visit.asks
    about = {"after": "stop" if asks.stopped_for_pain else "walk"}
    match asks.asks():
        case Question(key, kind, options):
            return _question(key, kind.value, options) | about | {"first": not asks.said}
        case Again(profile, tier) as again:
            start, lower = visit.restart(again), profile != asks.profile
            caps = {key: start[key] for key in ("minutes", "max_minutes") if key in start}
            ready = {"shows": "ready", "profile": profile, "tier": tier, "lower": lower}
            return ready | caps | about
        case End() as end:
            return {"shows": "help", "help": end.value} | about
        case Enough():
            return {"shows": "done", "again": False, "cooled": True}


def _question(key: str, kind: str, options: Iterable[str] = ()) -> Json:
    return {"shows": "question", "key": key, "kind": kind, "options": list(options)}


def _who(person: Person | None) -> Json:
    return {} if person is None else {"who": _card(person)}


def _card(person: Person) -> Json:
    return {"walker": person.walker, "name": person.name, "picture": person.picture}
