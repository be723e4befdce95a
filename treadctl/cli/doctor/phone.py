"""`treadctl doctor`: whether phones can be served where a configuration says."""

import http.client
import socket
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

if TYPE_CHECKING:
    from treadctl.edges.phone.address import Listen

CHECK = "phones"
ANSWER_LIMIT_S = 2.0
PAGE_SIGN = b"phone.js"
ELSEWHERE = ("192.0.2.1", 9)  # an address for documents: nothing is sent there. Source: RFC 5737


def phone(file: Path | None) -> list[Finding]:
    """One finding; none without a file, or where nothing is said about phones in it."""
    from treadctl.config import load
    from treadctl.edges.phone.address import parse

    config = None if file is None else load(file)
    if config is None or config.phone is None:
        return []
    return [_looked_at(parse(config.phone.listen))]


def _looked_at(listen: "Listen") -> Finding:
    if not _bound(listen.host, 0):
        why = f"{listen.host} is no address of this computer now"
        return Finding(CHECK, WARN, why, f"Set phone.listen to one that it has{_example(listen)}.")
    if _bound(listen.host, listen.port):
        return Finding(CHECK, OK, f"they can be served at {listen.shown}")
    if PAGE_SIGN in _page(listen):
        return Finding(CHECK, OK, f"they are served at {listen.shown}")
    why = f"another program has port {listen.port} at {listen.host}"
    return Finding(CHECK, FAIL, why, "End it, or set another port in phone.listen.")


def _bound(host: str, port: int) -> bool:
    """True if a server could listen there."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _page(listen: "Listen") -> bytes:
    """What is served there; nothing where that is no page."""
    link = http.client.HTTPConnection(listen.host, listen.port, timeout=ANSWER_LIMIT_S)
    with closing(link):
        try:
            link.request("GET", "/")
            return link.getresponse().read()
        except (OSError, http.client.HTTPException):
            return b""


def _example(listen: "Listen") -> str:
    """The address by which this computer would speak to others, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return ""
        return f", as in {probe.getsockname()[0]}:{listen.port}"
