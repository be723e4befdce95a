"""Who may talk to the page's server."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from treadctl.edges.web_gate import add_headers, gate, is_loopback

pytestmark = pytest.mark.realtime

Client = TestClient[web.Request, web.Application]


async def _done(_request: web.Request) -> web.Response:
    return web.Response(text="done")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application(middlewares=[gate("127.0.0.1", "/stop")])
    app.router.add_get("/", _done)
    app.router.add_post("/change", _done)
    app.router.add_post("/stop", _done)
    app.on_response_prepare.append(add_headers)
    async with TestClient(TestServer(app)) as opened:
        yield opened


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_the_server_answers_to_its_own_names(client: Client, name: str) -> None:
    headers = {"Host": f"{name}:{client.port}", "Origin": f"http://{name}:{client.port}"}
    assert (await client.get("/", headers=headers)).status == 200


@pytest.mark.parametrize("host", ["evil.test", "evil.test:{port}", "127.0.0.1", "127.0.0.1:1", ""])
async def test_a_foreign_name_for_this_machine_is_refused(client: Client, host: str) -> None:
    answer = await client.get("/", headers={"Host": host.format(port=client.port)})
    assert answer.status == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"]
)
async def test_a_page_from_elsewhere_is_refused(client: Client, origin: str) -> None:
    headers = {"Origin": origin.format(port=client.port)}
    assert (await client.get("/", headers=headers)).status == 403


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json", 200), ("text/plain", 415), ("application/x-www-form-urlencoded", 415)],
)
async def test_what_changes_anything_must_be_json(
    client: Client, content_type: str, status: int
) -> None:
    answer = await client.post("/change", data=b"{}", headers={"Content-Type": content_type})
    assert answer.status == status


async def test_the_open_path_asks_for_no_name_no_origin_and_no_type(client: Client) -> None:
    headers = {"Host": "evil.test", "Origin": "http://evil.test", "Content-Type": "text/plain"}
    assert (await client.post("/stop", data=b"now", headers=headers)).status == 200


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404)])
async def test_every_answer_tells_the_browser_to_load_nothing_of_others(
    client: Client, path: str, status: int
) -> None:
    answer = await client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status == status
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),  # noqa: S104 - it must be refused
        ("192.168.1.5", False),
        ("kiosk.local", False),
    ],
)
def test_only_this_machine_s_own_addresses_are_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own
