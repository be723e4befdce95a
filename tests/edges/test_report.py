"""The page to print, by the page's own server."""

from functools import partial
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.edges.recorder.news import database, walk
from treadctl.board.board import Board
from treadctl.board.window import NearWindow
from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.recorder.store import Store
from treadctl.edges.web import application
from treadctl.edges.web_gate import HEADERS

pytestmark = pytest.mark.realtime


@pytest.fixture
def store(tmp_path: Path) -> Store:
    news = walk()
    news[0]["event"]["walker"] = "w-7"
    database(tmp_path, news).close()
    return Store(tmp_path / "history.sqlite")


async def test_a_walker_s_diary_is_a_page_of_this_machine(store: Store) -> None:
    await store.run(partial(keep, person=Person("w-7", "Anna", "cat")))
    window = NearWindow(Board(), lambda _request: None)
    async with TestClient(TestServer(application(window, people=People(store)))) as client:
        answer = await client.get("/report?walker=w-7")
        assert answer.status == 200
        assert "Walking diary of Anna" in await answer.text()
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        german = await client.get("/report?walker=w-7&lang=de")
        assert "Geh-Tagebuch" in await german.text()
        foreign = await client.get("/report?walker=w-7", headers={"Host": "elsewhere.example"})
        assert foreign.status == 403
    store.close()


@pytest.mark.parametrize("query", ["", "?walker=w-8", "?walker=../etc", "?walker=guest"])
async def test_nobody_else_has_one(store: Store, query: str) -> None:
    window = NearWindow(Board(), lambda _request: None)
    async with TestClient(TestServer(application(window, people=People(store)))) as client:
        answer = await client.get(f"/report{query}")
        assert answer.status == 404
        assert len((await answer.text()).splitlines()) == 1
    store.close()


async def test_without_a_history_there_is_none() -> None:
    window = NearWindow(Board(), lambda _request: None)
    async with TestClient(TestServer(application(window))) as client:
        assert (await client.get("/report?walker=w-7")).status == 404
