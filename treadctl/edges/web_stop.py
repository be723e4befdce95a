"""A stop over HTTP: anyone may stop a belt, and nothing that is wrong with a request hinders it."""

import asyncio
import json

from aiohttp import web

from treadctl.board.requests import MAX_BYTES
from treadctl.board.window import Window

STOP_PATH = "/api/v1/stop"
STOP_BODY_LIMIT_S = 0.2  # whoever promises a body and sends none still stops the belt


def add_stop(app: web.Application, window: Window) -> None:
    """Stop the belt of `window` for whoever posts to STOP_PATH: 200 once it was asked, else 503."""

    async def stop(request: web.Request) -> web.Response:
        pain = await _says_pain(request)
        reply = await window.ask(json.dumps({"request": "stop", "pain": pain}).encode())
        return web.json_response(reply, status=200 if reply.get("ok") else 503)

    app.router.add_post(STOP_PATH, stop)


async def _says_pain(request: web.Request) -> bool:
    """True if the body says `"pain": true`. Nothing that is wrong with a body hinders a stop."""
    body = bytearray()
    try:
        async with asyncio.timeout(STOP_BODY_LIMIT_S):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BYTES:
                    return False
        found = json.loads(body)
    except (TimeoutError, ValueError, RecursionError, web.RequestPayloadError):
        return False
    return isinstance(found, dict) and found.get("pain") is True
