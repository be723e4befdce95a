"""The way from the treadmill's screen to a phone: a code, once, as a picture to scan."""

import asyncio
import io
import secrets

import segno
from aiohttp import web

from treadctl.edges.phone.address import Listen
from treadctl.edges.phone.tickets import CODE_S, Tickets
from treadctl.edges.web import SIGNED_OFF

PATH = "/api/v1/phone"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
_LENGTH = 10  # 50 bits, and ten tries


class Invitations:
    """Who was let in. The screen's server writes new codes, the phones' server uses them up."""

    def __init__(self) -> None:
        self._tickets = Tickets()

    def new_code(self) -> str:
        """A code for one phone; the one before is worth nothing from now on."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        self._tickets = self._tickets.invited(code, _now())
        return code

    def admit(self, code: str) -> str:
        """A phone's key for the screen's code. Raises Refused with a sentence for the phone."""
        key = secrets.token_hex(16)
        self._tickets = self._tickets.admitted(code, key, _now())
        self._tickets.check(key, _now())
        return key

    def sign_off(self) -> None:
        """Nobody who was let in may watch any more."""
        self._tickets = self._tickets.signed_off()

    def knows(self, key: str) -> bool:
        """True if the phone with this key may watch."""
        return self._tickets.knows(key, _now())


def add_invitation(app: web.Application, invitations: Invitations, listen: Listen) -> None:
    """Let this machine's own screen ask for a code: a POST makes one, a GET tells that it can.

    Once a walker is signed off there, no phone watches any more.
    """

    async def offered(_request: web.Request) -> web.Response:
        return web.json_response({"offered": True})

    async def invite(_request: web.Request) -> web.Response:
        code = invitations.new_code()
        url = f"http://{listen.shown}/#{code}"
        told = {"url": url, "address": f"http://{listen.shown}", "code": code, "svg": picture(url)}
        return web.json_response(told | {"good_for_s": CODE_S})

    app[SIGNED_OFF] = invitations.sign_off
    app.router.add_get(PATH, offered)
    app.router.add_post(PATH, invite)


def picture(url: str) -> str:
    """A QR code of `url` as SVG, dark on light with its margin."""
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, light="#fff", title=url
    )
    return drawn.getvalue().decode()


def _now() -> float:
    return asyncio.get_running_loop().time()
