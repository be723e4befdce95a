"""What the professional's page is told, over HTTP."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from treadctl.edges.people.people import People
from treadctl.edges.professional import pin
from treadctl.edges.professional.office import Office
from treadctl.edges.professional.routes import PATH, add_professional
from treadctl.edges.recorder.store import Store

pytestmark = pytest.mark.realtime

Browser = TestClient[Request, Application]


@pytest_asyncio.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """A client of a server with no code yet."""
    store, app = Store(tmp_path / "history.sqlite"), Application()
    add_professional(app, Office(People(store), tmp_path / "code", date.today))
    async with TestClient(TestServer(app)) as client:
        yield client
    store.close()


async def test_the_page_is_offered_once_a_code_was_set(browser: Browser, tmp_path: Path) -> None:
    assert await (await browser.get(PATH)).json() == {"offered": False}
    pin.write(tmp_path / "code", "314159")
    assert await (await browser.get(PATH)).json() == {"offered": True}


async def test_the_page_itself_tells_nothing_of_anybody(browser: Browser) -> None:
    page = await (await browser.get("/professional")).text()
    assert "professional.js" in page


async def test_a_refusal_is_a_sentence_and_an_answer_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    pin.write(tmp_path / "code", "314159")
    wrong = await (await browser.post(PATH, json={"act": "open", "pin": "1"})).json()
    assert wrong == {"ok": False, "reason": "That code is wrong. You can try 9 more."}
    right = await (await browser.post(PATH, json={"act": "open", "pin": "314159"})).json()
    assert right["ok"]
    nobody = await (await browser.post(PATH, json={"act": "people", "key": right["key"]})).json()
    assert nobody == {"ok": True, "people": []}
    nonsense = await (await browser.post(PATH, data=b"{")).json()
    assert not nonsense["ok"]
