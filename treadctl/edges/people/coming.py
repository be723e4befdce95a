"""Who is it? From the first screen to the first question, by a tap, a name or a card."""

import secrets
from collections.abc import Callable
from datetime import date

from treadctl.edges.people import acts
from treadctl.edges.people.card import holder, known_holder, newcomer
from treadctl.edges.people.looking_back import LookingBack
from treadctl.edges.people.people import People
from treadctl.edges.people.person import PICTURES, Person, check_name, pseudonym
from treadctl.edges.people.visit import NOT_NOW, Asked, Joining, Looking, Nobody, TypingCard, Visit
from treadctl.errors import Refused
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake


class Coming:
    """Leads to the first question. Without `people` there are guests only."""

    def __init__(
        self, people: People | None, today: Callable[[], date], looking_back: LookingBack
    ) -> None:
        self._people = people
        self._today = today
        self._looking_back = looking_back

    async def after(self, visit: Nobody | Joining | TypingCard, act: acts.Act) -> Visit:
        """Where `act` leads to. Raises Refused with a sentence for the screen."""
        match visit:
            case TypingCard(behind):
                return await self._typed(behind, act)
            case Joining(picture):
                return await self._joined(picture, act)
        return await self._came(act)

    async def again(self, person: Person | None) -> Visit:
        """The same walker, or a guest, comes once more. Raises Refused."""
        return self._guest() if person is None else await self._signed_in(person.walker)

    async def _came(self, act: acts.Act) -> Visit:
        match act:
            case acts.Guest():
                return self._guest()
            case acts.Known(walker=walker):
                return await self._signed_in(walker)
            case acts.Card(number=number) if self._people is not None:
                return await self._signed_in(known_holder(number, self._people.known).walker)
            case acts.TypeCard() if self._people is not None:
                return TypingCard(Nobody())
            case acts.Join() if self._people is not None:
                return Joining()
        raise Refused(NOT_NOW)

    async def _joined(self, picture: str | None, act: acts.Act) -> Visit:
        if picture is None:
            return _pictured(act)
        match act:
            case acts.Back():
                return Joining()
            case acts.Answer(key="name", value=str() as name):
                check_name(name)
                return self._new(Person(_pseudonym(), name.strip(), picture))
            case acts.TypeCard():
                return TypingCard(Joining(picture))
            case acts.Card(number=number) if self._people is not None:
                if (found := holder(number, self._people.known)) is not None:
                    return await self._signed_in(found.walker)
                return self._new(newcomer(_pseudonym(), picture, number))
        raise Refused(NOT_NOW)

    async def _typed(self, behind: Nobody | Joining | Looking, act: acts.Act) -> Visit:
        match behind, act:
            case _, acts.Back():
                return behind
            case Looking(), acts.Card(number=number):
                return await self._looking_back.with_card(behind, number)
            case ((Nobody() | Joining()), acts.Card()):
                return await self.after(behind, act)
        raise Refused(NOT_NOW)

    def _new(self, person: Person) -> Asked:
        return Asked(person, Intake(Diary(), self._today()))

    async def _signed_in(self, walker: str) -> Visit:
        if self._people is None:
            raise Refused("Nobody is known here. Walk as a guest.")
        today = self._today()
        person, diary = await self._people.find(walker, today)
        return Asked(person, Intake(diary, today))

    def _guest(self) -> Visit:
        return Asked(None, Intake(Diary(), self._today(), guest=True))


def _pictured(act: acts.Act) -> Visit:
    match act:
        case acts.Back():
            return Nobody()
        case acts.Answer(key="picture", value=str() as chosen) if chosen in PICTURES:
            return Joining(chosen)
        case acts.Answer(key="picture"):
            raise Refused("Choose one of the pictures on the screen.")
    raise Refused(NOT_NOW)


def _pseudonym() -> str:
    return pseudonym(secrets.token_bytes(6))
