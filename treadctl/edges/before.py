"""Before a walk and after it: who is it, how are they, which walk is it today, how was it?

One visit for each screen, kept here and not in the page. A walker is signed off 60 s after the
last question about their walk, and after 120 s at a question; then the screen asks who walks.
What was not answered about a pain stop waits for that walker's next start.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from treadctl.board.window import Json, Watcher, Window
from treadctl.edges.people import acts
from treadctl.edges.people.after import ended
from treadctl.edges.people.language import check_language, keep_language, spoken
from treadctl.edges.people.people import People
from treadctl.edges.people.practising import seen
from treadctl.edges.people.steps import Steps
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
    shown,
)
from treadctl.edges.words import ENGLISH
from treadctl.errors import Refused

QUESTION_S, DONE_S = 120.0, 60.0
BEGINS_S = 5.0  # a walk that is not seen by then was over at once
MOST_PAGES = 64


def local_day() -> date:
    """Today, by this machine's clock and zone."""
    return datetime.now().astimezone().date()


@dataclass(slots=True)
class _Page:
    """One screen. `touched_at`: when it was last told something new; `walk`: what was seen
    last of one under way; `language`: the one that was tapped here since somebody came.
    """

    touched_at: float
    walk: Json = field(default_factory=dict)
    visit: Visit = field(default_factory=Nobody)
    watchers: list[Watcher] = field(default_factory=list)
    language: str | None = None


class Before:
    """Leads walkers to Start. Without `people` there are guests only, and nothing is kept.

    `gone` is called whenever a walker is signed off.
    """

    def __init__(
        self,
        window: Window,
        people: People | None,
        today: Callable[[], date] = local_day,
        language: str = ENGLISH,
        gone: Callable[[], None] = lambda: None,
    ) -> None:
        self._gone = gone
        self._language = language
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
        if isinstance(act, acts.Speak):
            self._speak(page, act.language)
            return
        after = await self._steps.after(before, act, now)
        after = await keep_language(after, page.language, self._people)
        if page.visit is not before:
            raise Refused(NOT_NOW)
        self._turn(page, after, now)
        self._tell_who_is_known()

    def looks_back(self, name: str) -> str | None:
        """Who looks at their own walks on that page now, by their pseudonym; None for nobody."""
        page = self._pages.get(name)
        visit = None if page is None else page.visit
        return visit.person.walker if isinstance(visit, Looking) else None

    async def card(self, number: str) -> None:
        """Somebody held this card to the reader: for the page that was touched last and waits for
        a walker, or for a new one's name. What is refused is told there.
        """
        waiting = [name for name, page in self._pages.items() if _waits_for_a_card(page)]
        if not waiting:
            return
        name = max(waiting, key=lambda one: self._pages[one].touched_at)
        try:
            await self.ask(acts.Card(page=name, act="card", number=number))
        except Refused as error:
            for watcher in tuple(self._pages[name].watchers):
                watcher({"reply": {"ok": False, "reason": str(error)}})

    def _speak(self, page: _Page, language: str) -> None:
        if not isinstance(page.visit, Nobody):
            raise Refused(NOT_NOW)
        check_language(language)
        page.language = language
        self._tell(page)

    def _hear(self, news: Json) -> None:
        if "snapshot" not in news:
            return
        snapshot, now = news["snapshot"], asyncio.get_running_loop().time()
        walks, stands = "walk" in snapshot, snapshot["belt"] == "standing"
        for page in self._pages.values():
            if walks and snapshot["walk"]["stage"] != "over":
                page.walk = snapshot["walk"]
            after = _later(page, now, snapshot, walks=walks, stands=stands)
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
        if isinstance(visit, Nobody):
            page.language = None
            self._gone()
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
        visit = shown(page.visit, known, keeps=self._people is not None)
        language = spoken(page.visit, page.language, self._language)
        return {"before": visit | {"language": language}}


def _waits_for_a_card(page: _Page) -> bool:
    match page.visit:
        case Nobody() | Joining(picture=str()) | TypingCard():
            return bool(page.watchers)
    return False


def _later(page: _Page, now: float, snapshot: Json, *, walks: bool, stands: bool) -> Visit:
    """Where a visit is now that nobody did anything; the same one where that changes nothing."""
    match page.visit:
        case Walking() as visit if walks:
            return seen(visit, snapshot)
        case Walking(seen=began, since=since) as visit if stands and not walks:
            if not began and now - since <= BEGINS_S:
                return visit
            return ended(visit, snapshot.get("stop_cause"), page.walk if began else {}, now)
        case Done(_, since) if now - since > DONE_S:
            return Nobody()
        case Asked() | Joining() | TypingCard() | After() | Looking():
            return page.visit if now - page.touched_at <= QUESTION_S else Nobody()
    return page.visit
