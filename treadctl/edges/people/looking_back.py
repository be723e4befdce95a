"""What a walker may look at after a walk, and what they may add: a sheet's total, a card."""

from collections.abc import Callable
from datetime import date

from treadctl.edges.people import acts
from treadctl.edges.people.card import with_card
from treadctl.edges.people.people import People
from treadctl.edges.people.trend import trend
from treadctl.edges.people.visit import NOT_NOW, Done, Looking, TypingCard, Visit
from treadctl.errors import Refused
from treadctl.session.person.wants import SHEET, check_sheet


class LookingBack:
    """Shows a known walker their own walks. Nobody else's, and never while the belt moves."""

    def __init__(self, people: People | None, today: Callable[[], date]) -> None:
        self._people = people
        self._today = today

    async def after(self, visit: Done | Looking, act: acts.Act, now: float) -> Visit:
        """Where `act` leads to. Raises Refused with a sentence for the screen."""
        match visit, act:
            case Done(person=person), acts.Trend() if person is not None:
                return Looking(person, await self._seen(person.walker), visit.again)
            case Looking(typing=True), acts.Back():
                return Looking(visit.person, visit.seen, visit.again)
            case Looking(person=person, again=again), acts.Back():
                return Done(person, now, again)
            case Looking(typing=False), acts.TypeCard():
                return TypingCard(visit)
            case Looking(typing=False), acts.Paper():
                return Looking(visit.person, visit.seen, visit.again, typing=True)
            case Looking(typing=True), acts.Answer(key="paper", value=total):
                return await self._noted(visit, check_sheet(total))
        raise Refused(NOT_NOW)

    async def with_card(self, visit: Looking, number: str) -> Looking:
        """The walker comes with this card from now on. Raises Refused if it is somebody else's."""
        if self._people is None:
            raise Refused(NOT_NOW)
        person, _ = await self._people.find(visit.person.walker, self._today())
        person = with_card(person, number, self._people.known)
        await self._people.keep(person)
        return Looking(person, visit.seen, visit.again)

    async def _noted(self, visit: Looking, total: int) -> Visit:
        walker = visit.person.walker
        if self._people is not None:
            await self._people.note(walker, self._today(), {SHEET: total})
        return Looking(visit.person, await self._seen(walker), visit.again)

    async def _seen(self, walker: str) -> dict[str, object]:
        if self._people is None:
            raise Refused(NOT_NOW)
        _, diary = await self._people.find(walker, self._today())
        return trend(diary.walks, await self._people.measures(walker))
