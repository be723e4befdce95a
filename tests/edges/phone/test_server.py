"""The phones' server, asked by a second client at another address of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from tests.edges.kiosk import Kiosk, kiosk
from treadctl.edges.phone.address import Listen
from treadctl.edges.phone.invitation import Invitations, add_invitation
from treadctl.edges.phone.server import ASSETS, NO_LONGER, PAGE, serve_phones
from treadctl.edges.phone.tickets import CODE_S, Tickets
from treadctl.edges.web import application as screen_server
from treadctl.edges.words import languages, script
from treadctl.errors import BadInput
from treadctl.model import StopCause

pytestmark = pytest.mark.realtime

HOST = "127.0.0.2"
STOP = "/api/v1/stop"


class Phones:
    """A machine with a second screen, and a phone."""

    def __init__(self, served: Kiosk, invitations: Invitations, base: str) -> None:
        self.served, self.invitations, self.base = served, invitations, base
        self.phone = aiohttp.ClientSession(base)

    async def join(self, code: str) -> dict[str, object]:
        async with self.phone.post("/join", json={"code": code}) as answer:
            told: dict[str, object] = await answer.json()
        return told

    async def stop(self, *, pain: bool) -> int:
        async with self.phone.post(STOP, json={"pain": pain}) as answer:
            return answer.status

    async def walk(self) -> None:
        """A walk is under way."""
        await self.served.until_ready()
        desk, latest = self.served.room.desk, self.served.window.latest or {}
        start = {"request": "start", "profile": "first-steps", "token": latest["start_token"]}
        assert (await self.served.window.ask(bytes(str(start).replace("'", '"'), "ascii")))["ok"]
        await self.served.until(lambda: desk.walk is not None)


@asynccontextmanager
async def phones(folder: Path, unused_port: int) -> AsyncIterator[Phones]:
    """Serve phones on another loopback address than the screen's."""
    async with kiosk(folder) as served:
        async with served_phones(served, Invitations(), Listen(HOST, unused_port)) as opened:
            yield opened


@asynccontextmanager
async def served_phones(
    served: Kiosk, invitations: Invitations, listen: Listen
) -> AsyncIterator[Phones]:
    serving = asyncio.create_task(serve_phones(served.window, listen, invitations))
    opened = Phones(served, invitations, f"http://{listen.shown}")
    async with opened.phone, asyncio.timeout(20.0):
        while not await _answers(opened):  # noqa: ASYNC110 - another task begins to listen
            await asyncio.sleep(0.05)
        yield opened
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def _answers(at: Phones) -> bool:
    try:
        async with at.phone.get("/"):
            return True
    except aiohttp.ClientConnectionError:
        return False


async def test_a_phone_with_the_code_watches_the_walk(tmp_path: Path, unused_tcp_port: int) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        told = await at.join(at.invitations.new_code())
        assert told["ok"]
        async with at.phone.ws_connect("/ws", params={"key": str(told["key"])}) as line:
            await at.walk()
            async with asyncio.timeout(10.0):
                while "walk" not in (news := await line.receive_json())["snapshot"]:
                    pass
            assert news["snapshot"]["walk"]["title"] == "First steps"
            assert "start_token" not in news["snapshot"]
            await at.stop(pain=False)


async def test_a_phone_sees_nothing_of_the_next_walker(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    invitations, listen = Invitations(), Listen(HOST, unused_tcp_port)
    more = [partial(add_invitation, invitations=invitations, listen=listen)]
    async with (
        kiosk(tmp_path, more=more) as served,
        served_phones(served, invitations, listen) as at,
    ):
        key = str((await at.join(invitations.new_code()))["key"])
        async with at.phone.ws_connect("/ws", params={"key": key}) as line:
            assert "snapshot" in await line.receive_json(timeout=5)
            async with aiohttp.ClientSession(served.server.make_url("/")) as screen:
                for act in ("guest", "back"):
                    said = {"page": "page-number-1", "act": act}
                    async with screen.post("/api/v1/before", json=said) as answer:
                        assert (await answer.json())["ok"]
            async with asyncio.timeout(10.0):
                while (await line.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
            assert line.close_code == NO_LONGER
        assert not invitations.knows(key)


async def test_what_a_phone_says_on_its_line_is_not_heard(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        told = await at.join(at.invitations.new_code())
        await at.served.until_ready()
        token = (at.served.window.latest or {})["start_token"]
        async with at.phone.ws_connect("/ws", params={"key": str(told["key"])}) as line:
            start = {"request": "start", "profile": "first-steps", "token": token}
            await line.send_json(start)
            await line.send_json({"request": "alive", "seq": 1})
            for _ in range(3):
                assert "snapshot" in await line.receive_json(timeout=5)
        assert at.served.room.desk.walk is None


@pytest.mark.parametrize("code", ["", "AAAAAAAAAA"])
async def test_another_code_shows_nothing(tmp_path: Path, unused_tcp_port: int, code: str) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        at.invitations.new_code()
        told = await at.join(code)
        assert not told["ok"] and "no longer good" in str(told["reason"])
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await at.phone.ws_connect("/ws", params={"key": code})
        assert refused.value.status == 403


@pytest.mark.parametrize("pain", [True, False])
async def test_a_phone_stops_the_belt_also_when_its_code_is_no_longer_good(
    tmp_path: Path, unused_tcp_port: int, pain: bool
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        late = Tickets().invited("CODE", -CODE_S - 1)
        at.invitations._tickets = late
        assert not (await at.join("CODE"))["ok"]
        await at.walk()
        assert await at.stop(pain=pain) == 200
        await at.served.until(lambda: at.served.stops > 0)
        latched = StopCause.PAIN if pain else None
        await at.served.until(lambda: at.served.room.guard.supervisor.latched is latched)


async def test_everything_but_the_page_the_line_and_the_stop_is_refused(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        routes = screen_server(at.served.window).router.resources()
        for path in {route.canonical for route in routes} - {STOP, "/", "/ws"}:
            async with at.phone.get(path) as answer:
                assert (path, answer.status) == (path, 404)
            async with at.phone.post(path, json={}) as answer:
                assert answer.status in (404, 405)
        for name in ("app.js", "professional.html", "..%2Fweb.py", "words/../app.js"):
            async with at.phone.get(f"/page/{name}") as answer:
                assert (name, answer.status) == (name, 404)


async def test_all_that_the_page_needs_is_there(tmp_path: Path, unused_tcp_port: int) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        for name in ASSETS:
            async with at.phone.get(f"/page/{name}") as answer:
                assert (name, answer.status) == (name, 200)
                assert await answer.read() == (PAGE / name).read_bytes()
        for language in languages():
            async with at.phone.get(f"/page/words/{language}.js") as answer:
                assert (answer.status, answer.content_type) == (200, "text/javascript")
                assert await answer.text() == script(language)


async def test_a_foreign_page_cannot_watch_by_another_name(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        async with at.phone.get("/", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403
        async with at.phone.post(
            "/join", json={"code": "x"}, headers={"Origin": "http://evil.example"}
        ) as answer:
            assert answer.status == 403


async def test_an_address_that_is_not_ours_is_refused_with_the_next_step(tmp_path: Path) -> None:
    async with kiosk(tmp_path) as served:
        with pytest.raises(BadInput, match=r"Set phone\.listen to an address of this machine"):
            await serve_phones(served.window, Listen("192.0.2.1", 8081), Invitations())


async def test_what_stops_waits_for_no_other_file_and_no_page_imports_json() -> None:
    assert "import" not in (PAGE / "phone_stop.js").read_text("utf-8")
    for file in PAGE.glob("*.js"):
        assert 'type: "json"' not in file.read_text("utf-8"), file.name
