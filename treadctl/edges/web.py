"""The kiosk edge: one page on this machine's touch screen, fed by a window into the belt room.

The page sees snapshots and sends requests; it decides nothing about the belt. Its stop goes two
ways at once, by the WebSocket and by POST, and the first to arrive counts.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import MappingProxyType

from aiohttp import WSMsgType, web

from treadctl.board.requests import MAX_BYTES
from treadctl.board.window import Json, Window
from treadctl.edges.before import Before, local_day
from treadctl.edges.look import USUAL, Look
from treadctl.edges.people import acts
from treadctl.edges.people.people import People
from treadctl.edges.report import add_report
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.voice.routes import add_voice
from treadctl.edges.web_gate import add_headers, gate, is_loopback
from treadctl.edges.web_outbox import Outbox
from treadctl.edges.web_stop import STOP_PATH, add_stop
from treadctl.edges.words import languages, script
from treadctl.errors import BadInput, Refused
from treadctl.session import profile
from treadctl.tasks import keep_running

PAGE = Path(__file__).parent / "page"
HEARTBEAT_S = 3.0  # a screen that does not answer for one and a half of these is let go
CLOSE_LIMIT_S = 1.0

MUTE: Mapping[str, Prompts] = MappingProxyType({})
Extra = Callable[[web.Application], None]
SCREENS = web.AppKey("screens", set[web.WebSocketResponse])
SIGNED_OFF: web.AppKey[Callable[[], None]] = web.AppKey("signed_off")
CARDS: web.AppKey[Callable[[str], Awaitable[None]]] = web.AppKey("cards")


async def serve_page(  # noqa: PLR0913, PLR0917 - each is one part of the page
    window: Window,
    host: str,
    port: int,
    people: People | None = None,
    voices: Mapping[str, Prompts] = MUTE,
    look: Look = USUAL,
    more: Iterable[Extra] = (),
) -> None:
    """Serve the page on http://`host`:`port` until cancelled. Without `people`, all are guests.

    Raises BadInput if `host` is not this machine's own, or the port cannot be had.
    """
    if not is_loopback(host):
        raise BadInput(
            f"The page can start a belt, so only this machine's own screen may open it: "
            f"set the host to 127.0.0.1 instead of {host}."
        )
    app = application(window, host, people, voices, look, more)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_LIMIT_S)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        await asyncio.get_running_loop().create_future()
    finally:
        await runner.cleanup()


def application(  # noqa: PLR0913, PLR0917 - each is one part of the page
    window: Window,
    host: str = "127.0.0.1",
    people: People | None = None,
    voices: Mapping[str, Prompts] = MUTE,
    look: Look = USUAL,
    more: Iterable[Extra] = (),
) -> web.Application:
    """The page's server, to be run. It answers to `host` and the loopback names only.

    `more` adds what not every machine has.
    """
    app = web.Application(middlewares=[gate(host, STOP_PATH)], client_max_size=MAX_BYTES)
    app[SCREENS] = set()
    routes = _Routes(window, people, look)
    app.router.add_get("/", routes.page)
    app.router.add_get("/page/panel.css", routes.panel)
    app.router.add_get("/page/words/{language:[a-z]+}.js", routes.words)
    app.router.add_static("/page/", PAGE)
    app.router.add_get("/api/v1/state", routes.state)
    app.router.add_get("/api/v1/profiles", routes.profiles)
    add_stop(app, window)
    app.router.add_post("/api/v1/before", routes.before)
    app.router.add_get("/ws", routes.screen)
    add_voice(app, voices)
    add_report(app, people, local_day, routes.looks_back)
    app[CARDS] = routes.card
    for extra in more:
        extra(app)
    app.router.add_get("/api/v1/{part:phone|professional}", routes.absent)
    app.cleanup_ctx.append(routes.signing_off)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_close_screens)
    return app


class _Routes:
    """The addresses of the server, over one window."""

    _before: Before

    def __init__(self, window: Window, people: People | None, look: Look) -> None:
        self._window = window
        self._people = people
        self._look = look
        self._page = look.page((PAGE / "index.html").read_text("utf-8"))

    async def signing_off(self, app: web.Application) -> AsyncIterator[None]:
        """Keep the visits of all screens, from the server's start to its end."""
        language, gone = self._look.language, app.get(SIGNED_OFF, lambda: None)
        self._before = Before(self._window, self._people, language=language, gone=gone)
        running = asyncio.create_task(keep_running("visits", self._before.run), name="visits")
        yield
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def page(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._page, content_type="text/html")

    async def panel(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._look.stylesheet(), content_type="text/css")

    async def words(self, request: web.Request) -> web.Response:
        if (language := request.match_info["language"]) not in languages():
            raise web.HTTPNotFound(text="There are no words in this language.")
        return web.Response(text=script(language), content_type="text/javascript")

    async def state(self, _request: web.Request) -> web.Response:
        latest = self._window.latest
        if latest is None:
            raise web.HTTPServiceUnavailable(text="Nothing is known of the belt yet. Try again.")
        return web.json_response(latest)

    async def profiles(self, _request: web.Request) -> web.Response:
        return web.json_response(await asyncio.to_thread(_profiles))

    async def absent(self, _request: web.Request) -> web.Response:
        """What not every machine has; where it is there, its own address answers first."""
        return web.json_response({"offered": False})

    def looks_back(self, page: str) -> str | None:
        """Who looks at their own walks on that page now."""
        return self._before.looks_back(page)

    async def card(self, number: str) -> None:
        """Somebody held a card to this machine's reader."""
        await self._before.card(number)

    async def before(self, request: web.Request) -> web.Response:
        """One act of a walker before their walk; what it led to comes by the page's line."""
        try:
            await self._before.ask(acts.parse(await request.read()))
        except (BadInput, Refused) as error:
            return web.json_response({"ok": False, "reason": str(error)})
        return web.json_response({"ok": True})

    async def screen(self, request: web.Request) -> web.WebSocketResponse:
        """Show one screen everything that is posted, and ask what it asks, until it goes."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MAX_BYTES)
        await socket.prepare(request)
        screens, outbox = request.app[SCREENS], Outbox()
        screens.add(socket)
        try:
            async with asyncio.TaskGroup() as tasks:
                with self._window.watched(outbox.put), self._visited(request, outbox):
                    sending = tasks.create_task(_send(socket, outbox), name="screen")
                    await self._hear(socket, outbox)
                sending.cancel()
        finally:
            screens.discard(socket)
        return socket

    def _visited(self, request: web.Request, outbox: Outbox) -> ExitStack:
        """Show a page that says its name where its walker is."""
        watching, page = ExitStack(), request.query.get("page", "")
        if re.fullmatch(acts.PAGE, page):
            with suppress(Refused):  # too many pages: this one looks on
                watching.enter_context(self._before.watched(page, outbox.put))
        return watching

    async def _hear(self, socket: web.WebSocketResponse, outbox: Outbox) -> None:
        """Ask what the screen asks. A reply is `to` the so-many-th request of this line."""
        number = 0
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                number += 1
                reply = await self._window.ask(message.data.encode())
                outbox.put({"reply": reply, "to": number})


async def _send(socket: web.WebSocketResponse, outbox: Outbox) -> None:
    try:
        while not socket.closed:
            await socket.send_json(await outbox.take())
    except ConnectionError:
        return  # the screen left; the reading side notices too and ends the watch


def _profiles() -> list[Json]:
    """All walks as the page lists them: the gentlest tier first, then the shortest.

    What is not `enabled` can be read and not walked.
    """
    found = map(profile.find, profile.names())
    return [
        {
            "name": one.name,
            "title": one.title,
            "purpose": one.purpose,
            "tier": one.tier,
            "minutes": round(one.duration_s / 60.0),
            "enabled": one.enabled,
            "calm": one.calm,
        }
        for one in sorted(found, key=lambda one: (one.tier, one.duration_s))
    ]


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host.strip("[]"), port).start()
    except OSError as error:
        raise BadInput(
            f"Port {port} on {host} is in use or not allowed. "
            "Close the other program or set another port."
        ) from error


async def _close_screens(app: web.Application) -> None:
    screens = app[SCREENS].copy()
    for socket in screens:
        await socket.close()
