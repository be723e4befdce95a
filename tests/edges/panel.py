"""A touch panel: the page in a real browser, and a board that shows one snapshot on it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page

from tests.edges import screens
from treadctl.board.board import Board
from treadctl.board.requests import Request
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import NearWindow
from treadctl.edges.look import USUAL, Look
from treadctl.edges.people.people import People
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.web import MUTE, application
from treadctl.errors import Refused

PATIENCE_MS = 15_000.0
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
POST_S = 0.25


async def new_page(browser: Browser) -> Page:
    """An empty page of the size of the smallest panel."""
    page = await browser.new_page(viewport={"width": 800, "height": 480})
    page.set_default_timeout(PATIENCE_MS)
    return page


async def open_page(page: Page, server: TestServer) -> None:
    await page.goto(str(server.make_url("/")))


async def screen(page: Page, name: str) -> None:
    """Wait until the page shows this screen."""
    await page.wait_for_selector(f"body[data-shows={name}]")


async def until(reached: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait for what has no event. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not reached():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)


class Shown:
    """A board of its own, which shows one snapshot until the next is put."""

    def __init__(
        self, voices: Mapping[str, Prompts], look: Look, people: People | None = None
    ) -> None:
        self.snapshot = screens.IDLE
        self.asked: list[Request] = []
        self.refusal = ""
        self.silent = False
        self.board = Board()
        window = NearWindow(self.board, self._ask)
        self.server = TestServer(application(window, people=people, voices=voices, look=look))

    def _ask(self, request: Request) -> None:
        self.asked.append(request)
        if self.refusal:
            raise Refused(self.refusal)

    async def post(self) -> None:
        while True:
            if not self.silent:
                self.board.post(self.snapshot)
            await asyncio.sleep(POST_S)

    def put(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.board.post(screens.RISE)
        self.board.post(snapshot)

    async def turn(self, page: Page, name: str, snapshot: Snapshot) -> None:
        """Show `snapshot` on its screen, by way of another: the last one may still be there."""
        self.put(screens.UNREACHED)
        await screen(page, "looking")
        self.put(snapshot)
        await screen(page, name)


@asynccontextmanager
async def shown(
    voices: Mapping[str, Prompts] = MUTE, look: Look = USUAL, people: People | None = None
) -> AsyncIterator[Shown]:
    """A panel's board and server, mute without `voices`; without `people` all are guests."""
    board = Shown(voices, look, people)
    async with board.server:
        posting = asyncio.create_task(board.post())
        yield board
        posting.cancel()
