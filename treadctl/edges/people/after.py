"""One act of a walker once the belt stands again, and where it leads.

Answers are kept with the walk; where the notes cannot be written, they are asked for again at the
walker's next start. A belt is started only by the token on the screen, as always.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from treadctl.board.window import Json, Window
from treadctl.edges.people import acts
from treadctl.edges.people.people import People
from treadctl.edges.people.visit import NOT_NOW, After, Done, Visit, Walking
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.session.length import SHORTEST_MINUTES
from treadctl.session.person.afterwards import Afterwards, Again, Enough
from treadctl.session.person.told import SAID_OF_A_WALK

WALKED_S = 60.0  # a shorter walk is not asked about, unless pain stopped it


def ended(visit: Walking, cause: str | None, walk: Json, now: float) -> Visit:
    """Where a walk leads to whose belt stands again, by the cause of its stop.

    `walk` is the last that was seen of it under way, empty where nothing was.
    """
    walked_s = walk.get("elapsed_s", 0.0)
    stopped_for_pain = cause == StopCause.PAIN
    if not stopped_for_pain and walked_s < WALKED_S:
        return Done(visit.person, now)
    start = visit.start
    asks = Afterwards(
        str(start["profile"]),
        start["tier"],
        int(start["pain"]),
        stopped_for_pain=stopped_for_pain,
        more=visit.due if not stopped_for_pain else (),
        intake=visit.intake,
    )
    cooled = stopped_for_pain or cause == StopCause.FINISHED
    left = max(SHORTEST_MINUTES, walk.get("remaining_s", 0.0) / 60.0)
    return After(visit.person, asks, visit.start, visit.since, cooled, left)


class AfterWalk:
    """Leads from the end of a walk to the next one, or away. Without `people` nothing is kept."""

    def __init__(self, window: Window, people: People | None, today: Callable[[], date]) -> None:
        self._window = window
        self._people = people
        self._today = today

    async def after(self, visit: After, act: acts.Act, now: float) -> Visit:
        """Where `act` leads to. Raises Refused with a sentence for the screen."""
        match act:
            case acts.Back():
                return replace(visit, asks=visit.asks.back())
            case acts.Answer(key=key, value=value):
                asks = visit.asks.answered(key, value)
                await self._keep(visit, asks, key)
                if isinstance(asks.asks(), Enough):
                    again = not asks.stopped_for_pain
                    return Done(visit.person, now, again=again, cooled=visit.cooled)
                return replace(visit, asks=asks)
            case acts.Start(token=token):
                return await self._restarted(visit, token, now)
        raise Refused(NOT_NOW)

    async def _keep(self, visit: After, asks: Afterwards, key: str) -> None:
        """What cannot be written is lost, and about a stop it is asked again: no reason to wait."""
        if visit.person is None or self._people is None:
            return
        walker = visit.person.walker
        with suppress(Refused):
            if key in SAID_OF_A_WALK:
                since_ms = round(visit.since * 1000)
                await self._people.tell(walker, {key: asks.said[key]}, since_ms)
            elif (measure := asks.measure(key)) is not None:
                await self._people.note(walker, self._today(), measure)

    async def _restarted(self, visit: After, token: str, now: float) -> Visit:
        again = visit.asks.asks()
        if not isinstance(again, Again):
            raise Refused(NOT_NOW)
        start = visit.restart(again)
        reply = await self._window.ask(json.dumps({**start, "token": token}).encode())
        if not reply["ok"]:
            raise Refused(reply["reason"])
        return Walking(visit.person, now, start=start, intake=visit.asks.intake)
