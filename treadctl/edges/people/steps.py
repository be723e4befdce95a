"""One act of a walker before their walk, and where it leads. What does not fit is refused."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import assert_never

from treadctl.board.window import Json, Window
from treadctl.edges.people import acts
from treadctl.edges.people.after import AfterWalk
from treadctl.edges.people.coming import Coming
from treadctl.edges.people.looking_back import LookingBack
from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person, learnt
from treadctl.edges.people.practising import tries_the_stop
from treadctl.edges.people.visit import (
    NOT_NOW,
    After,
    Asked,
    Done,
    Joining,
    Looking,
    Nobody,
    TypingCard,
    Visit,
    Walking,
)
from treadctl.errors import Refused
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
        self._coming = Coming(people, today, self._looking_back)

    async def after(self, visit: Visit, act: acts.Act, now: float) -> Visit:
        """Where `act` leads to. Raises Refused with a sentence for the screen."""
        if isinstance(act, acts.Leave):
            return Nobody()
        match visit:
            case Nobody() | Joining() | TypingCard():
                return await self._coming.after(visit, act)
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
                return await self._coming.again(person)
            case _:
                return await self._looking_back.after(visit, act, now)

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
        tries = await tries_the_stop(ready.profile, visit.intake.diary)
        reply = await self._window.ask(json.dumps(start).encode())
        if not reply["ok"]:
            raise Refused(reply["reason"])
        kept = {key: start[key] for key in start if key != "token"}
        return Walking(person, now, start=kept, due=due_after, intake=visit.intake, practises=tries)

    async def _due(self, visit: Asked) -> tuple[Question, ...]:
        """What is asked after the walk as well; nothing after a first walk, or without the disk."""
        if visit.person is None or self._people is None or not visit.intake.diary.walks:
            return ()
        try:
            return due(await self._people.measures(visit.person.walker), self._today())
        except Refused:
            return ()
