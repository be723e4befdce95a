"""Room for so many connections of phones: whoever takes the most of it makes room for the next."""

from collections import Counter

from aiohttp import web

MOST_CONNECTIONS = 32


class Seats:
    """Makes the protocol of each new connection of `server`.

    Nobody is turned away, for it may be a stop: where there is no room, the oldest connection from
    the address that has the most of them is cut off.
    """

    def __init__(self, server: web.Server, most: int = MOST_CONNECTIONS) -> None:
        self._server = server
        self._most = most

    def __call__(self) -> web.RequestHandler:
        taken = [one for one in self._server.connections if one.transport is not None]
        if len(taken) >= self._most:
            _cut_off(taken)
        return self._server()


def _cut_off(taken: list[web.RequestHandler]) -> None:
    hosts = [_host(one) for one in taken]
    (crowd, _), *_ = Counter(hosts).most_common(1)
    oldest = taken[hosts.index(crowd)]
    if oldest.transport is not None:
        oldest.transport.abort()


def _host(one: web.RequestHandler) -> str:
    name = one.peername
    return str(name[0]) if name else ""
