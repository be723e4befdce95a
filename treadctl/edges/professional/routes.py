"""Where the professional's page is, and where it asks."""

from pathlib import Path

from aiohttp import web

from treadctl.edges.look import USUAL, Look
from treadctl.edges.professional import acts
from treadctl.edges.professional.office import Office
from treadctl.errors import BadInput, Refused

PAGE = Path(__file__).parent.parent / "page"
PATH = "/api/v1/professional"


def add_professional(app: web.Application, office: Office, look: Look = USUAL) -> None:
    """Serve the page, which is of no use without the code, and what it asks."""
    routes = _Routes(office, look.page((PAGE / "professional.html").read_text("utf-8")))
    app.router.add_get("/professional", routes.page)
    app.router.add_get(PATH, routes.open)
    app.router.add_post(PATH, routes.act)


class _Routes:
    """The addresses of the professional's page."""

    def __init__(self, office: Office, page: str) -> None:
        self._office = office
        self._page = page

    async def page(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._page, content_type="text/html")

    async def open(self, _request: web.Request) -> web.Response:
        """`offered`: a code was set, so there is something to open."""
        return web.json_response({"offered": await self._office.has_code()})

    async def act(self, request: web.Request) -> web.Response:
        try:
            told = await self._office.do(acts.parse(await request.read()))
        except (BadInput, Refused) as error:
            return web.json_response({"ok": False, "reason": str(error)})
        return web.json_response({"ok": True, **told})
