"""/report?word=...: a walker's diary as a page to print, for whoever that walker shows it to.

The screen of a walker who looks back gets a word, and shows the address with it. It is good once,
and not for long: neither another program of this machine nor a link in some page can guess one.
"""

import asyncio
import secrets
from collections.abc import Callable
from datetime import date
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from treadctl.edges.people import acts
from treadctl.edges.people.people import People
from treadctl.edges.people.sheet import sheet
from treadctl.edges.people.visit import NOT_NOW
from treadctl.edges.words import ENGLISH, languages
from treadctl.errors import Refused

PATH, ASK_PATH = "/report", "/api/v1/report"
GOOD_S = 120.0  # as long as a screen is left as it is; to type an address takes a while
MOST_TRIES = 10
NO_WORD = "That word is not good, or not any more. Look back at your walks, then use the new one."
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
_LENGTH = 8


class _Asked(BaseModel):
    """What a page says that would show its walker's diary."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    page: Annotated[str, Field(pattern=acts.PAGE)]


class Words:
    """The one word that is good now, if any, and whose diary it opens."""

    def __init__(self) -> None:
        self._word = self._walker = ""
        self._until = 0.0
        self._tries = 0

    def new(self, walker: str, now: float) -> str:
        """A word for the diary of `walker`; the one before is worth nothing from now on."""
        self._word = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        self._walker, self._until, self._tries = walker, now + GOOD_S, 0
        return self._word

    def take(self, word: str, now: float) -> str | None:
        """Whose diary this word opens, once; None if it is not good. Ten wrong ones end it."""
        typed = word.upper().encode("utf-8", "replace")  # an address may hold any bytes
        good = secrets.compare_digest(typed, self._word.encode())
        self._tries += 1
        if not self._word or now > self._until or not (good or self._tries >= MOST_TRIES):
            return None
        self._word = ""
        return self._walker if good else None


def add_report(
    app: web.Application,
    people: People | None,
    today: Callable[[], date],
    looks_back: Callable[[str], str | None],
) -> None:
    """Serve it. `looks_back`: who looks at their own walks on that page now.

    Without `people` there is nothing to show.
    """
    words = Words()

    async def ask(request: web.Request) -> web.Response:
        try:
            page = _Asked.model_validate_json(await request.read()).page
        except ValidationError:
            return web.json_response({"ok": False, "reason": NOT_NOW})
        if (walker := looks_back(page)) is None:
            return web.json_response({"ok": False, "reason": NOT_NOW})
        return web.json_response({"ok": True, "word": words.new(walker, _now())})

    async def report(request: web.Request) -> web.Response:
        walker = words.take(request.query.get("word", ""), _now())
        if people is None or walker is None:
            raise web.HTTPNotFound(text=NO_WORD)
        asked = request.query.get("lang", ENGLISH)
        language = asked if asked in languages() else ENGLISH
        try:
            person, diary = await people.find(walker, today())
            measures = await people.measures(walker)
        except Refused as error:
            raise web.HTTPNotFound(text=str(error)) from error
        page = sheet(person, diary.walks, measures, today(), language)
        response = web.Response(text=page, content_type="text/html", charset="utf-8")
        response.headers["Cache-Control"] = "no-store"
        return response

    app.router.add_post(ASK_PATH, ask)
    app.router.add_get(PATH, report, allow_head=False)  # who only asks for a head uses none up


def _now() -> float:
    return asyncio.get_running_loop().time()
