"""`treadctl doctor`: whether the page can be served, and whether it is shut to foreign pages."""

import http.client
from contextlib import closing
from pathlib import Path

from treadctl.cli.doctor import FAIL, OK, Finding
from treadctl.cli.ports import HERE, need_port

CHECK = "page"
ANSWER_LIMIT_S = 1.5
FOREIGN = {"Host": "foreign.example", "Origin": "http://foreign.example"}
OURS = b"pain.js"


def page(file: Path | None) -> list[Finding]:
    """One finding; none without a configuration."""
    from treadctl.config import load
    from treadctl.errors import BadInput

    if file is None:
        return []
    port = load(file).page.port
    try:
        need_port(port, "")
    except BadInput:
        return [_served(port)]
    return [Finding(CHECK, OK, f"port {port} on {HERE} is free for it")]


def _served(port: int) -> Finding:
    """What has the port: our own page, which must refuse a page from elsewhere."""
    if OURS not in _asked(port, {})[1]:
        step = "End it, or set another page.port."
        return Finding(CHECK, FAIL, f"another program has port {port} on {HERE}", step)
    if _asked(port, FOREIGN)[0] != http.client.FORBIDDEN:
        why = f"what serves it at port {port} answers pages from elsewhere"
        return Finding(CHECK, FAIL, why, "Take away what stands between it and the browser.")
    return Finding(CHECK, OK, f"served at http://{HERE}:{port}, and shut to foreign pages")


def _asked(port: int, headers: dict[str, str]) -> tuple[int, bytes]:
    """The status and the page at this port; (0, nothing) if there is none."""
    link = http.client.HTTPConnection(HERE, port, timeout=ANSWER_LIMIT_S)
    with closing(link):
        try:
            link.request("GET", "/", headers=headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
