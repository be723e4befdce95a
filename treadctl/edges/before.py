"""Before a walk: who is it, how are they, and which walk is it today? One visit for each screen.

Kept here and not in the page. A walker is signed off 60 s after the belt stood at the end of
their walk, and after 120 s at a question; then the screen asks again who walks.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from treadctl.board.window import Json, Watcher, Window
from treadctl.edges.people import acts
from treadctl.edges.people.people import People
from treadctl.edges.people.steps import NOT_NOW, Steps
from treadctl.edges.people.visit import Asked, Done, Joining, Nobody, Visit, Walking, shown
from treadctl.errors import Refused

QUESTION_S, DONE_S = 120.0, 60.0
BEGINS_S = 5.0  # a walk that is not seen by then was over at once
MOST_PAGES = 64


def local_day() -> date:
    """Today, by this machine's clock and zone."""
    return datetime.now().astimezone().date()


@dataclass(slots=True)
class _Page:
    """One screen. `touched_at`: when it was last told something new."""

    touched_at: float
    visit: Visit = field(default_factory=Nobody)
    watchers: list[Watcher] = field(default_factory=list)


class Before:
    """Leads walkers to Start. Without `people` there are guests only, and nothing is kept."""

    def __init__(
        self, window: Window, people: People | None, today: Callable[[], date] = local_day
    ) -> None:
        self._window = window
        self._people = people
        self._steps = Steps(window, people, today)
        self._pages: dict[str, _Page] = {}

    async def run(self) -> None:
        """Sign off whoever is gone, until cancelled."""
        with self._window.watched(self._hear):
            if self._people is not None:
                await self._people.read()
                self._tell_who_is_known()
            await asyncio.get_running_loop().create_future()

    @contextmanager
    def watched(self, name: str, watcher: Watcher) -> Iterator[None]:
        """Tell `watcher` what that page is to show, now and whenever it changes.

        Raises Refused where there is no room for another page.
        """
        page = self._page(name)
        page.watchers.append(watcher)
        watcher(self._news(page))
        try:
            yield
        finally:
            page.watchers.remove(watcher)

    async def ask(self, act: acts.Act) -> None:
        """Do what a page asks for. Raises Refused with a sentence for the screen."""
        page = self._page(act.page)
        before, now = page.visit, asyncio.get_running_loop().time()
        after = await self._steps.after(before, act, now)
        if page.visit is not before:
            raise Refused(NOT_NOW)
        self._turn(page, after, now)
        self._tell_who_is_known()

    def _hear(self, news: Json) -> None:
        if "snapshot" not in news:
            return
        snapshot, now = news["snapshot"], asyncio.get_running_loop().time()
        walks, stands = "walk" in snapshot, snapshot["belt"] == "standing"
        for page in self._pages.values():
            after = _later(page, now, walks=walks, stands=stands)
            if after is not page.visit:
                self._turn(page, after, now)

    def _page(self, name: str) -> _Page:
        if name not in self._pages:
            if len(self._pages) >= MOST_PAGES:
                self._drop_one()
            self._pages[name] = _Page(asyncio.get_running_loop().time())
        return self._pages[name]

    def _drop_one(self) -> None:
        idle = [name for name, page in self._pages.items() if not page.watchers]
        if not idle:
            raise Refused("Too many screens are open. Close one of them.")
        del self._pages[min(idle, key=lambda name: self._pages[name].touched_at)]

    def _turn(self, page: _Page, visit: Visit, now: float) -> None:
        page.visit, page.touched_at = visit, now
        self._tell(page)

    def _tell_who_is_known(self) -> None:
        for page in self._pages.values():
            if isinstance(page.visit, Nobody):
                self._tell(page)

    def _tell(self, page: _Page) -> None:
        for watcher in tuple(page.watchers):
            watcher(self._news(page))

    def _news(self, page: _Page) -> Json:
        known = () if self._people is None else self._people.known
        return {"before": shown(page.visit, known, keeps=self._people is not None)}


def _later(page: _Page, now: float, *, walks: bool, stands: bool) -> Visit:
    """Where a visit is now that nobody did anything; the same one where that changes nothing."""
    match page.visit:
        case Walking(seen=False) as visit if walks:
            return replace(visit, seen=True)
        case Walking(person, since, seen) if stands and not walks:
            return Done(person, now) if seen or now - since > BEGINS_S else page.visit
        case Done(_, since) if now - since > DONE_S:
            return Nobody()
        case Asked() | Joining() if now - page.touched_at > QUESTION_S:
            return Nobody()
    return page.visit
