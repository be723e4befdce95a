"""The phones' own server: one page, what it needs, what it watches, and a stop. Nothing else.

It is no part of the screen's server, and shares no address with it: what can start a belt cannot
be asked for here. Anyone who reaches it may stop the belt.
"""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import cast

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, ConfigDict, ValidationError

from treadctl.board.requests import MAX_BYTES
from treadctl.board.window import Json, Window
from treadctl.edges.phone.address import Listen
from treadctl.edges.phone.invitation import Invitations
from treadctl.edges.phone.seats import Seats
from treadctl.edges.phone.tickets import WRONG
from treadctl.edges.phone.view import seen
from treadctl.edges.web_gate import add_headers, gate
from treadctl.edges.web_outbox import Outbox
from treadctl.edges.web_stop import STOP_PATH, add_stop
from treadctl.edges.words import languages, script
from treadctl.errors import BadInput, Refused

PAGE = Path(__file__).parent.parent / "page"
ASSETS = (
    *("phone_stop.js", "phone.js", "phone.css"),
    *("words.js", "icon.svg"),
    "atkinson-hyperlegible-next-latin-wght-normal.woff2",
)
WORDS = {f"words/{language}.js": language for language in languages()}
HEARTBEAT_S = 3.0
CLOSE_LIMIT_S = 1.0
MOST_SCREENS = 8
NO_LONGER = 4001  # closes the line of a phone that may not watch any more


class _Join(BaseModel):
    """What a phone brings from the treadmill's screen."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    code: str


async def serve_phones(window: Window, listen: Listen, invitations: Invitations) -> None:
    """Serve phones at `listen` until cancelled. Raises BadInput if that cannot be had."""
    app = application(window, listen.shown.rpartition(":")[0], invitations)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_LIMIT_S)
    await runner.setup()
    try:
        server = await _listening(runner, listen)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            server.close()
    finally:
        await runner.cleanup()


async def _listening(runner: web.AppRunner, listen: Listen) -> asyncio.Server:
    seats = Seats(cast(web.Server, runner.server))  # there is one: it is set up
    try:
        loop = asyncio.get_running_loop()
        return await loop.create_server(seats, listen.host, listen.port)
    except OSError as error:
        raise BadInput(
            f"Phones cannot be served at {listen.shown}. Set phone.listen to an address of"
            " this machine and a free port."
        ) from error


def application(window: Window, host: str, invitations: Invitations) -> web.Application:
    """The phones' server, to be run. It answers to `host` only, but for a stop."""
    app = web.Application(middlewares=[gate(host, STOP_PATH)], client_max_size=MAX_BYTES)
    routes = _Routes(window, invitations)
    app.router.add_get("/", routes.page)
    app.router.add_get("/page/{name:.+}", routes.asset)
    app.router.add_post("/join", routes.join)
    app.router.add_get("/ws", routes.watch)
    add_stop(app, window)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(routes.close)
    return app


class _Routes:
    """The addresses of the phones' server."""

    def __init__(self, window: Window, invitations: Invitations) -> None:
        self._window = window
        self._invitations = invitations
        self._screens: set[web.WebSocketResponse] = set()

    async def page(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "phone.html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Only what is on the list: a name cannot lead anywhere else."""
        name = request.match_info["name"]
        if name in WORDS:
            return web.Response(text=script(WORDS[name]), content_type="text/javascript")
        if name not in ASSETS:
            raise web.HTTPNotFound(text="There is no such thing for phones.")
        return web.FileResponse(PAGE / name)

    async def join(self, request: web.Request) -> web.Response:
        """A key for the code on the treadmill's screen."""
        try:
            asked = _Join.model_validate_json(await request.read())
            return web.json_response({"ok": True, "key": self._invitations.admit(asked.code)})
        except (ValidationError, Refused):
            return web.json_response({"ok": False, "reason": WRONG})

    async def watch(self, request: web.Request) -> web.WebSocketResponse:
        """Show one phone what it may see, as long as it may. What it says is not heard."""
        if not self._invitations.knows(request.query.get("key", "")):
            raise web.HTTPForbidden(text=WRONG)
        if len(self._screens) >= MOST_SCREENS:
            raise web.HTTPServiceUnavailable(text="Too many phones watch already.")
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_S, max_msg_size=MAX_BYTES, timeout=CLOSE_LIMIT_S
        )
        await socket.prepare(request)
        self._screens.add(socket)
        try:
            await self._show(request, socket)
        finally:
            self._screens.discard(socket)
            _let_go(request)
        return socket

    async def _show(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        outbox = Outbox()

        def put(news: Json) -> None:
            if (told := seen(news)) is not None:
                outbox.put(told)

        async with asyncio.TaskGroup() as tasks:
            with self._window.watched(put):
                sending = tasks.create_task(self._send(request, socket, outbox), name="phone")
                async for message in socket:
                    if message.type is not WSMsgType.TEXT:
                        break
            sending.cancel()

    async def _send(
        self, request: web.Request, socket: web.WebSocketResponse, outbox: Outbox
    ) -> None:
        with suppress(ConnectionError):  # the phone left; the reading side notices too
            while not socket.closed and self._invitations.knows(request.query["key"]):
                await socket.send_json(await outbox.take())
            await _part(socket, NO_LONGER)
            _let_go(request)

    async def close(self, _app: web.Application) -> None:
        await asyncio.gather(*(_part(one, WSCloseCode.GOING_AWAY) for one in self._screens))


async def _part(socket: web.WebSocketResponse, code: int) -> None:
    """Close the line of one phone; one that takes nothing in is not waited for."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_LIMIT_S):
            await socket.close(code=code)


def _let_go(request: web.Request) -> None:
    """Drop what a phone that does not read has not taken in, and with it the connection."""
    if request.transport is not None and request.transport.get_write_buffer_size():
        request.transport.abort()
