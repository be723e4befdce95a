"""Who may talk to the page's server: the screen of this machine, and anyone who wants to stop.

Any web page open in a browser on this machine can send requests to a loopback port. So the name
asked for must be ours (a foreign name that resolves to 127.0.0.1 is an attack), a page that says
where it came from must be our own, and what changes anything must be JSON.
"""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
HTTP_PORT = 80  # the one port that a browser leaves out of `Host`
READING = frozenset({"GET", "HEAD"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_loopback(host: str) -> bool:
    """True if only programs on this machine can reach a server that listens on `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def gate(host: str, open_path: str) -> Middleware:
    """Refuse whoever is no page of ours, with a 403 or 415 that says why.

    `host` is what the server listens on; it and the loopback names are the names it goes by.
    Everyone may use `open_path`: anyone may stop a belt.
    """
    names = LOOPBACK_NAMES | {host}

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == open_path:
            return await handler(request)
        if request.host not in _addresses(names, _port(request)):
            raise web.HTTPForbidden(text="This server goes by another name.")
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and origin != f"http://{request.host}":
            raise web.HTTPForbidden(text="Only this server's own page may ask.")
        if request.method not in READING and request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send application/json.")
        return await handler(request)

    return guarded


async def add_headers(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Tell the browser to load, frame and guess nothing that is not ours. A response signal."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _addresses(names: frozenset[str], port: int) -> frozenset[str]:
    with_port = frozenset(f"{name}:{port}" for name in names)
    return with_port | names if port == HTTP_PORT else with_port


def _port(request: web.Request) -> int:
    """The port the request came in by; 0 once its connection is gone."""
    address: Any = request.get_extra_info("sockname")
    return int(address[1]) if address else 0
