"""What a page in a browser said, as somebody who stands beside it hears it."""

import asyncio
from typing import Any

from playwright.async_api import Page

from tests.edges.panel import screen

# Notes what is said, with and without a chime, how loud and when; and when the strip was pressed.
LISTEN = """
window.said = [];
document.addEventListener('said', ({ detail }) => said.push({ ...detail, at: performance.now() }));
addEventListener('pointerdown', () => (window.pressedAt = performance.now()), { capture: true });
"""
AUDIBLE = "async () => (await import('/page/sound.js')).audible()"


async def touch(page: Page) -> None:
    """Touch the screen where nothing is, and wait for the loudspeaker."""
    await screen(page, "idle")
    await page.mouse.click(400, 5)
    async with asyncio.timeout(10):
        while not await page.evaluate(AUDIBLE):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.02)


async def true(page: Page, condition: str, within_s: float = 10.0) -> None:
    """Wait for what is so on the page; its rules forbid the browser to wait for us."""
    async with asyncio.timeout(within_s):
        while not await page.evaluate(f"Boolean({condition})"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def said(page: Page, count: int) -> list[dict[str, Any]]:
    """The first `count` things that were said, once they were."""
    await true(page, f"said.length >= {count}")
    found: list[dict[str, Any]] = await page.evaluate("said")
    return found


async def words(page: Page, count: int) -> list[list[str]]:
    return [one["sentences"] for one in await said(page, count)]
