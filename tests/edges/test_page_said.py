"""Each sentence that a screen shows can be said: it is among those that are recorded."""

from dataclasses import replace

import pytest
from playwright.async_api import Browser

from tests.edges import screens
from tests.edges.gallery import VIEWS, View, gallery, put, wear
from tests.edges.panel import shown
from treadctl.edges.voice.sentences import sentences
from treadctl.edges.words import languages
from treadctl.model import STOP_TABLE

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

UNSAID = """() => [...document.querySelectorAll('[data-say]')]
  .filter((e) => e.checkVisibility())
  .flatMap((e) => e.textContent.split(/(?<=[.!?])\\s+/))
  .filter((words) => /[.!?]$/.test(words) && !window.known.has(words))"""
KNOW = "(sentences) => { window.known = new Set(sentences); }"


@pytest.mark.parametrize("language", languages())
async def test_every_screen_can_be_said(browser: Browser, language: str) -> None:
    async with shown() as board:
        page = await gallery(browser, board, (800, 480))
        await wear(page, language, "normal")
        await page.evaluate(KNOW, list(sentences(language)))
        for view in (one for one in VIEWS if not one.note):
            if "agreed" in view.visit:
                continue  # names and days cannot be recorded beforehand
            await put(page, view)
            assert (str(view), await page.evaluate(UNSAID)) == (str(view), [])
        for cause, row in STOP_TABLE.items():
            snapshot = replace(screens.LATCHED, stop_cause=cause, words=row.words)
            await put(page, View("latched", snapshot))
            assert (cause, await page.evaluate(UNSAID)) == (cause, [])
        await page.close()
