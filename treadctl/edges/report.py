"""/report?walker=...: a walker's diary as a page to print, for this machine's own screen alone."""

import re
from collections.abc import Callable
from datetime import date

from aiohttp import web

from treadctl.edges.people.people import People
from treadctl.edges.people.sheet import sheet
from treadctl.edges.words import ENGLISH, languages
from treadctl.errors import Refused

PATH = "/report"
_WALKER = re.compile(r"[a-z0-9-]{1,32}")


def add_report(app: web.Application, people: People | None, today: Callable[[], date]) -> None:
    """Serve it. Who may ask is the gate's business; without `people` there is nothing to show."""

    async def report(request: web.Request) -> web.Response:
        walker = request.query.get("walker", "")
        asked = request.query.get("lang", ENGLISH)
        language = asked if asked in languages() else ENGLISH
        if people is None or not _WALKER.fullmatch(walker):
            raise web.HTTPNotFound(text="There is no such walker here. Say /report?walker=NAME.")
        try:
            person, diary = await people.find(walker, today())
            measures = await people.measures(walker)
        except Refused as error:
            raise web.HTTPNotFound(text=str(error)) from error
        page = sheet(person, diary.walks, measures, today(), language)
        return web.Response(text=page, content_type="text/html", charset="utf-8")

    app.router.add_get(PATH, report)
