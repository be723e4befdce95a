from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.edges.kiosk import Kiosk, kiosk
from tests.edges.panel import BROWSER, new_page
from tests.mosquitto import Mosquitto, at_work


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that runs."""
    with at_work(tmp_path) as broker:
        yield broker


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all pages."""
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page of the size of the smallest panel."""
    opened = await new_page(browser)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path) -> AsyncIterator[Kiosk]:
    """A belt room whose only stop button is the page."""
    async with kiosk(tmp_path, pain_button="none") as opened:
        await opened.until_ready()
        yield opened
