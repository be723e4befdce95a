"""The gym's page: a table of all machines, each with a button that stops it. It starts none."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from treadctl.board.requests import MAX_BYTES
from treadctl.board.window import Json
from treadctl.edges.mqtt_link import BrokerLost
from treadctl.edges.web_gate import add_headers, gate
from treadctl.edges.web_stop import STOP_PATH
from treadctl.errors import BadInput

PAGE = Path(__file__).parent / "page"
FONTS = Path(__file__).parent.parent / "page"
HOST = "127.0.0.1"
ASSETS = {
    "fleet.js": PAGE,
    "fleet.css": PAGE,
    "icon.svg": FONTS,
    "atkinson-hyperlegible-next-latin-wght-normal.woff2": FONTS,
}

Stop = Callable[[str, str], Awaitable[bool]]
"""Stops the belt of (site, machine); True once it was seen to stand. Raises BrokerLost."""

_NAME = re.compile(r"([a-z0-9-]{1,32})/([a-z0-9-]{1,32})")


async def serve_gym(view: Callable[[], Json], stop: Stop, port: int) -> None:
    """Serve the page on http://127.0.0.1:`port` until cancelled. Raises BadInput for a bad port."""
    runner = web.AppRunner(application(view, stop), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        await asyncio.get_running_loop().create_future()
    except OSError as error:
        raise BadInput(f"Port {port} on {HOST} is in use. Give another one with --page.") from error
    finally:
        await runner.cleanup()


def application(view: Callable[[], Json], stop: Stop) -> web.Application:
    """The page's server, to be run. `view` gives what is to be shown now, as JSON types."""

    async def page(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def asset(request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        if name not in ASSETS:
            raise web.HTTPNotFound(text="There is no such thing here.")
        return web.FileResponse(ASSETS[name] / name)

    async def state(_request: web.Request) -> web.Response:
        return web.json_response(view())

    async def stopped(request: web.Request) -> web.Response:
        return await _stopped(request.query.get("machine", ""), stop)

    app = web.Application(middlewares=[gate(HOST, STOP_PATH)], client_max_size=MAX_BYTES)
    app.router.add_get("/", page)
    app.router.add_get("/page/{name}", asset)
    app.router.add_get("/api/v1/fleet", state)
    app.router.add_post(STOP_PATH, stopped)
    app.on_response_prepare.append(add_headers)
    return app


async def _stopped(name: str, stop: Stop) -> web.Response:
    """200 once the belt was seen to stand, 404 for no name of a machine, else 503."""
    if (found := _NAME.fullmatch(name)) is None:
        return web.json_response({"stands": False, "reason": "Name it SITE/MACHINE."}, status=404)
    try:
        stands = await stop(found[1], found[2])
    except BrokerLost as error:
        reason = f"The broker was not reached: {error}. Go to the machine."
        return web.json_response({"stands": False, "reason": reason}, status=503)
    if stands:
        return web.json_response({"stands": True})
    reason = "Nobody saw it stand. Go to the machine and pull the safety key."
    return web.json_response({"stands": False, "reason": reason}, status=503)
