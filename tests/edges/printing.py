"""A machine where Anna looks back at her walks, for the tests of the page to print."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.edges.recorder.news import database, walk
from treadctl.edges.before import local_day
from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.recorder.store import Store
from treadctl.edges.report import ASK_PATH, add_report
from treadctl.edges.web import PAGE as FILES
from treadctl.edges.web_gate import add_headers, gate

PAGE, OTHER = "page-number-1", "page-number-2"
Client = TestClient[web.Request, web.Application]


@asynccontextmanager
async def printing(folder: Path) -> AsyncIterator[Client]:
    """The server of the page to print; on PAGE Anna looks back."""
    news = walk()
    news[0]["event"]["walker"] = "w-7"
    database(folder, news).close()
    store = Store(folder / "history.sqlite")
    await store.run(partial(keep, person=Person("w-7", "Anna", "cat")))
    app = web.Application(middlewares=[gate("127.0.0.1", "/")])
    app.on_response_prepare.append(add_headers)
    app.router.add_static("/page/", FILES)
    add_report(app, People(store), local_day, {PAGE: "w-7"}.get)
    async with TestClient(TestServer(app)) as client:
        yield client
    store.close()


async def new_word(client: Client, page: str = PAGE) -> str | None:
    """The word that the screen shows; None if it gets none."""
    async with client.post(ASK_PATH, json={"page": page}) as answer:
        told = await answer.json()
    return str(told["word"]) if told["ok"] else None
