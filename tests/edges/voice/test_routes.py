"""What the page gets: the list, the files on it, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.edges.voice.recordings import record
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.voice.routes import LIST_PATH, add_voice
from treadctl.edges.voice.sentences import sentences

pytestmark = pytest.mark.realtime

Client = TestClient[web.Request, web.Application]


def client(prompts: Prompts | None) -> Client:
    app = web.Application()
    add_voice(app, {} if prompts is None else {"en": prompts})
    return TestClient(TestServer(app))


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Client]:
    """A page, and every sentence in a folder with a file beside them that is nobody's."""
    prompts = Prompts(tmp_path / "voice")
    record(prompts, 0.01)
    (tmp_path / "voice" / "secret.wav").touch()
    keeping = asyncio.create_task(prompts.keep())
    async with client(prompts) as opened:
        while not (await (await opened.get(LIST_PATH)).json())["complete"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        (tmp_path / "voice" / "secret.wav").touch()
        yield opened
    keeping.cancel()


async def test_each_sentence_has_an_address_and_a_recording_there(page: Client) -> None:
    files = (await (await page.get(LIST_PATH)).json())["files"]
    assert set(files) == set(sentences())
    answer = await page.get(files["Hold the rails."])
    assert answer.content_type == "audio/wav"
    assert (await answer.read())[:4] == b"RIFF"


@pytest.mark.parametrize("name", ["secret.wav", "none.wav", "..%2flatch", "%2e%2e%2flatch"])
async def test_what_is_not_on_the_list_is_not_served(page: Client, name: str) -> None:
    assert (await page.get(f"/voice/en/{name}")).status == 404


async def test_without_a_voice_the_list_is_empty() -> None:
    async with client(None) as page:
        assert await (await page.get(LIST_PATH)).json() == {"complete": True, "files": {}}
