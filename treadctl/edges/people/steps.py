"""One act of a walker before their walk, and where it leads. What does not fit is refused."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import assert_never

from treadctl.board.window import Json, Window
from treadctl.edges.people import acts
from treadctl.edges.people.after import AfterWalk
from treadctl.edges.people.card import holder, known_holder, newcomer
from treadctl.edges.people.looking_back import LookingBack
from treadctl.edges.people.people import People
from treadctl.edges.people.person import PICTURES, Person, check_name, learnt, pseudonym
from treadctl.edges.people.visit import (
    NOT_NOW,
    After,
    Asked,
    Done,
    Joining,
    Looking,
    Nobody,
    Visit,
    Walking,
)
from treadctl.errors import Refused
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import Answer, Question
from treadctl.session.person.told import SAID_OF_A_WALK
from treadctl.session.person.wants import due


class Steps:
    """Leads from one visit to the next. Without `people` there are guests only."""

    def __init__(self, window: Window, people: People | None, today: Callable[[], date]) -> None:
        self._window = window
        self._people = people
        self._today = today
        self._after_walk = AfterWalk(window, people, today)
        self._looking_back = LookingBack(people, today)

    async def after(self, visit: Visit, act: acts.Act, now: float) -> Visit:
        """Where `act` leads to. Raises Refused with a sentence for the screen."""
        if isinstance(act, acts.Leave):
            return Nobody()
        match visit:
            case Nobody():
                return await self._came(act)
            case Joining(picture):
                return await self._joined(picture, act)
            case Asked():
                return await self._answered(visit, act, now)
            case After() | Done() | Looking():
                return await self._once_it_stands(visit, act, now)
            case Walking():
                raise Refused(NOT_NOW)
            case _:
                assert_never(visit)

    async def _once_it_stands(
        self, visit: After | Done | Looking, act: acts.Act, now: float
    ) -> Visit:
        match visit:
            case After():
                return await self._after_walk.after(visit, act, now)
            case Done(person, again=True) if isinstance(act, acts.Again):
                return self._guest() if person is None else await self._signed_in(person.walker)
            case _:
                return await self._looking_back.after(visit, act, now)

    async def _came(self, act: acts.Act) -> Visit:
        match act:
            case acts.Guest():
                return self._guest()
            case acts.Known(walker=walker):
                return await self._signed_in(walker)
            case acts.Card(number=number) if self._people is not None:
                return await self._signed_in(known_holder(number, self._people.known).walker)
            case acts.Join() if self._people is not None:
                return Joining()
        raise Refused(NOT_NOW)

    async def _joined(self, picture: str | None, act: acts.Act) -> Visit:
        match act:
            case acts.Back():
                return Nobody() if picture is None else Joining()
            case acts.Answer(key="picture", value=str() as chosen) if picture is None:
                if chosen not in PICTURES:
                    raise Refused("Choose one of the pictures on the screen.")
                return Joining(chosen)
            case acts.Answer(key="name", value=str() as name) if picture is not None:
                check_name(name)
                return self._new(Person(_pseudonym(), name.strip(), picture))
            case acts.Card(number=number) if picture is not None and self._people is not None:
                if (found := holder(number, self._people.known)) is not None:
                    return await self._signed_in(found.walker)
                return self._new(newcomer(_pseudonym(), picture, number))
        raise Refused(NOT_NOW)

    def _new(self, person: Person) -> Asked:
        return Asked(person, Intake(Diary(), self._today()))

    async def _answered(self, visit: Asked, act: acts.Act, now: float) -> Visit:
        person, intake = visit.person, visit.intake
        match act:
            case acts.Back():
                return Asked(person, intake.back()) if intake.said else Nobody()
            case acts.Answer(key=key, value=value):
                after = intake.answered(key, value)
                return Asked(await self._kept(person, after), after)
            case acts.Start(token=token):
                return await self._started(visit, token, now)
        raise Refused(NOT_NOW)

    async def _kept(self, person: Person | None, intake: Intake) -> Person | None:
        """What was learnt is kept, of somebody new once they were asked all about their health."""
        if person is None or self._people is None:
            return person
        after = learnt(person, intake)
        known = any(one.walker == after.walker for one in self._people.known)
        screened = after.answers is not None and not after.answers.red_flag
        if after != person and (known or screened):
            await self._people.keep(after)
        if told := self._told(intake):
            await self._people.tell(person.walker, told)
        return after

    def _told(self, intake: Intake) -> dict[str, Answer]:
        """What the last answer says of the last walk: pain on a later day counts once."""
        key = next(reversed([*intake.said]), "")
        if key in SAID_OF_A_WALK:
            return {key: intake.said[key]}
        last = intake.diary.walks[-1] if intake.diary.walks else None
        if key != "pain" or last is None or last.day >= self._today() or last.next_pain is not None:
            return {}
        return {"next_pain": intake.said["pain"]}

    async def _started(self, visit: Asked, token: str, now: float) -> Visit:
        ready, person = visit.intake.asks(), visit.person
        if not isinstance(ready, Ready):
            raise Refused(NOT_NOW)
        start: Json = {"request": "start", "profile": ready.profile, "token": token}
        start |= {"tier": ready.tier, "pain": ready.pain}
        caps = asdict(ready.caps)
        start |= {key: value for key, value in caps.items() if value is not None}
        if person is not None:
            start["walker"] = person.walker
        due_after = await self._due(visit)  # before the belt may move: the disk may be slow
        reply = await self._window.ask(json.dumps(start).encode())
        if not reply["ok"]:
            raise Refused(reply["reason"])
        kept = {key: start[key] for key in start if key != "token"}
        return Walking(person, now, start=kept, due=due_after, intake=visit.intake)

    async def _due(self, visit: Asked) -> tuple[Question, ...]:
        """What is asked after the walk as well; nothing after a first walk, or without the disk."""
        if visit.person is None or self._people is None or not visit.intake.diary.walks:
            return ()
        try:
            return due(await self._people.measures(visit.person.walker), self._today())
        except Refused:
            return ()

    async def _signed_in(self, walker: str) -> Visit:
        if self._people is None:
            raise Refused("Nobody is known here. Walk as a guest.")
        today = self._today()
        person, diary = await self._people.find(walker, today)
        return Asked(person, Intake(diary, today))

    def _guest(self) -> Visit:
        return Asked(None, Intake(Diary(), self._today(), guest=True))


def _pseudonym() -> str:
    return pseudonym(secrets.token_bytes(6))
