"""The page's server over a real belt room and a simulated treadmill."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, WSServerHandshakeError

from tests.edges.kiosk import Kiosk, kiosk
from treadctl.edges.web import PAGE, serve_page
from treadctl.errors import BadInput
from treadctl.model import StopCause

pytestmark = pytest.mark.realtime

Json = dict[str, Any]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with kiosk(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser(served: Kiosk) -> AsyncIterator[ClientSession]:
    async with ClientSession(served.server.make_url("/")) as session:
        yield session


async def _reply(screen: ClientWebSocketResponse) -> Json:
    """The next reply; what else comes is passed over."""
    while True:
        message: Json = await screen.receive_json(timeout=5)
        if "reply" in message:
            reply: Json = message["reply"]
            return reply


async def _stop(browser: ClientSession, body: bytes, **headers: str) -> ClientResponse:
    return await browser.post("/api/v1/stop", data=body, headers=headers)


async def test_the_page_and_all_its_files_are_small(browser: ClientSession) -> None:
    page = await (await browser.get("/")).text()
    sizes = [len(gzip.compress(page.encode()))]
    for file in (one for one in PAGE.rglob("*") if one.is_file()):
        answer = await browser.get(f"/page/{file.relative_to(PAGE)}")
        assert answer.status == 200
        sizes.append(len(gzip.compress(await answer.read())))
    assert 'id="pain"' in page
    assert sum(sizes) <= 100_000


async def test_files_beside_the_page_are_not_served(browser: ClientSession) -> None:
    for path in ("/page/../web.py", "/page/%2e%2e/web.py", "/page/"):
        assert (await browser.get(path)).status in (403, 404)


async def test_the_words_are_scripts_and_of_no_other_language(browser: ClientSession) -> None:
    async with browser.get("/page/words/de.js") as answer:
        assert (answer.status, answer.content_type) == (200, "text/javascript")
        assert (await answer.text()).startswith("export default {")
    async with browser.get("/page/words/xx.js") as answer:
        assert answer.status == 404


async def test_the_state_is_the_newest_snapshot(served: Kiosk, browser: ClientSession) -> None:
    await served.until_ready()
    state = await (await browser.get("/api/v1/state")).json()
    assert state["belt"] == "standing" and state["speed_kmh"] == 0.0 and state["simulated"]


async def test_every_walk_can_be_read_and_what_is_switched_off_says_so(
    browser: ClientSession,
) -> None:
    walks = {one["name"]: one for one in await (await browser.get("/api/v1/profiles")).json()}
    assert walks["senior-steady-20"] == {
        "name": "senior-steady-20",
        "title": "Steady 20",
        "purpose": "A steady walk with a long, slow start and end. Have someone near.",
        "tier": "A",
        "minutes": 20,
        "enabled": True,
        "calm": False,
    }
    assert [name for name, one in walks.items() if one["calm"]] == ["evening-unwind"]
    assert [name for name, one in walks.items() if not one["enabled"]] == ["retro-supervised"]


async def test_a_screen_sees_snapshots_and_starts_a_walk_with_their_token(
    served: Kiosk, browser: ClientSession
) -> None:
    await served.until_ready()
    async with browser.ws_connect("/ws") as screen:
        snapshot = (await screen.receive_json(timeout=5))["snapshot"]
        start = {"request": "start", "profile": "first-steps", "token": snapshot["start_token"]}
        await screen.send_json(start)
        assert await _reply(screen) == {"ok": True}
        await screen.send_json(start)
        again = await _reply(screen)
        assert not again["ok"] and again["reason"].startswith("That start is no longer")
    await served.until(lambda: "walk" in (served.window.latest or {}))


async def test_what_is_no_request_is_answered_with_a_reason(
    served: Kiosk, browser: ClientSession
) -> None:
    async with browser.ws_connect("/ws") as screen:
        for nonsense in ("", "{", '{"request": "faster"}', '{"request": "finish"}'):
            await screen.send_str(nonsense)
            reply = await _reply(screen)
            assert not reply["ok"] and reply["reason"]


async def test_a_stop_on_the_line_is_heard(served: Kiosk, browser: ClientSession) -> None:
    await served.until_ready()
    async with browser.ws_connect("/ws") as screen:
        await screen.send_str('{"request": "stop", "pain": true}')
        assert await _reply(screen) == {"ok": True}
    assert served.room.guard.supervisor.latched is StopCause.PAIN
    await served.until(lambda: served.stops > 0)


@pytest.mark.parametrize(
    ("body", "latched"),
    [
        (b'{"pain": true}', StopCause.PAIN),
        (b'{"pain": false}', None),
        (b"", None),
        (b"please", None),
        (b"[" * 3000, None),
        (b'{"pain": true}' + b" " * 9000, None),
    ],
)
async def test_every_post_stops_whatever_its_body_is(
    served: Kiosk, browser: ClientSession, body: bytes, latched: StopCause | None
) -> None:
    await served.until_ready()
    assert (await _stop(browser, body)).status == 200
    assert served.room.guard.supervisor.latched is latched
    await served.until(lambda: served.stops > 0)


async def test_a_stop_from_a_foreign_page_is_a_stop(served: Kiosk, browser: ClientSession) -> None:
    await served.until_ready()
    foreign = {"Host": "evil.test", "Origin": "http://evil.test", "Content-Type": "text/plain"}
    assert (await _stop(browser, b'{"pain": true}', **foreign)).status == 200
    assert served.room.guard.supervisor.latched is StopCause.PAIN


async def test_a_stop_whose_body_never_comes_is_a_stop(served: Kiosk) -> None:
    await served.until_ready()
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(b"POST /api/v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n")
    assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 200")
    writer.close()
    await writer.wait_closed()
    await served.until(lambda: "stop_requested" in served.events)


async def test_a_foreign_page_gets_no_line(browser: ClientSession) -> None:
    with pytest.raises(WSServerHandshakeError, match="403"):
        await browser.ws_connect("/ws", headers={"Origin": "http://evil.test"})


async def test_the_server_ends_promptly_while_a_screen_looks_on(
    served: Kiosk, unused_tcp_port: int
) -> None:
    serving = asyncio.create_task(serve_page(served.window, "127.0.0.1", unused_tcp_port))
    async with ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as browser:
        await served.until(lambda: _answers(unused_tcp_port))
        async with asyncio.timeout(5), browser.ws_connect("/ws") as screen:
            await screen.receive_json()
            serving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await serving


async def test_a_port_in_use_is_one_sentence_with_a_next_step(served: Kiosk) -> None:
    port = served.server.port
    assert port is not None
    with pytest.raises(BadInput) as refused:
        await serve_page(served.window, "127.0.0.1", port)
    assert str(refused.value) == (
        f"Port {port} on 127.0.0.1 is in use or not allowed. "
        "Close the other program or set another port."
    )


async def test_the_page_is_not_served_to_other_machines(served: Kiosk) -> None:
    with pytest.raises(BadInput, match=r"set the host to 127\.0\.0\.1"):
        await serve_page(served.window, "192.168.1.5", 8080)


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
