"""Every screen by the rules of axe-core, up to WCAG 2.2 AAA, in both languages and all themes."""

from collections.abc import AsyncIterator, Iterable
from importlib.resources import files
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.edges.gallery import VIEWS, View, gallery, put, wear
from tests.edges.panel import shown
from tests.edges.printing import new_word, printing
from tests.edges.professional.test_page_professional import surgery

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa"),
    *("wcag22a", "wcag22aa", "wcag22aaa", "best-practice"),
]
# Beside the tags, rules that axe leaves off unless they are asked for.
BESIDE = {name: {"enabled": True} for name in ("target-size", "color-contrast-enhanced")}
ALL = {"type": "tag", "values": TAGS}
COLOURS = ["color-contrast", "color-contrast-enhanced"]
RUN = """async ([runOnly, rules]) => {
  const { violations } = await axe.run(document, { runOnly, rules, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map((one) => `${id}: ${one.html}`));
}"""
# Questions that are answered in the same way are one screen to axe; to colours so is the rest.
SHAPES = tuple({(one.visit.get("kind", n), one.note): one for n, one in enumerate(VIEWS)}.values())
COLOURED = tuple({(one.screen, one.visit.get("kind")): one for one in VIEWS}.values())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with shown() as panel:
        opened = await gallery(browser, panel, (800, 480))
        await opened.evaluate(AXE)
        yield opened
        await opened.close()


async def found(page: Page, run_only: object, rules: object) -> list[str]:
    violations: list[str] = await page.evaluate(RUN, [run_only, rules])
    return violations


async def broken(page: Page, views: Iterable[View], run_only: object, rules: object) -> list[str]:
    """Every rule that one of these screens breaks."""
    seen = []
    for view in views:
        await put(page, view)
        seen += [f"{view}: {one}" for one in await found(page, run_only, rules)]
    return seen


async def test_axe_sees_what_is_wrong(page: Page) -> None:
    await put(page, SHAPES[0])
    await page.evaluate("() => document.getElementById('pain').prepend(new Image())")
    assert any("image-alt" in one for one in await found(page, ALL, BESIDE))
    await page.evaluate("() => document.querySelector('#pain img').remove()")
    assert await found(page, ALL, BESIDE) == []


async def test_no_screen_breaks_a_rule(page: Page) -> None:
    await wear(page, "en", "normal")
    assert await broken(page, SHAPES, ALL, BESIDE) == []


async def test_no_screen_breaks_a_rule_in_german_and_in_large_words(page: Page) -> None:
    await wear(page, "de", "large")
    without = {key: {"enabled": False} for key in COLOURS}  # see below, and test_page_looks
    assert await broken(page, SHAPES, ALL, BESIDE | without) == []


async def test_neither_do_the_pages_for_staff_and_for_paper(
    tmp_path: Path, browser: Browser
) -> None:
    other = await browser.new_page(viewport={"width": 800, "height": 480})
    (tmp_path / "paper").mkdir()
    async with surgery(tmp_path) as served, printing(tmp_path / "paper") as paper:
        report = paper.make_url(f"/report?word={await new_word(paper)}")
        pages = (served.server.make_url("/professional"), "#answers button"), (report, "h1")
        for url, ready in pages:
            await other.goto(str(url))
            await other.wait_for_selector(ready)
            await other.evaluate(AXE)
            assert (url, await found(other, ALL, BESIDE)) == (url, [])
    await other.close()


@pytest.mark.parametrize("theme", ["dim", "contrast"])
async def test_no_colour_of_a_theme_is_too_faint(page: Page, theme: str) -> None:
    await wear(page, "en", theme)
    assert await broken(page, COLOURED, {"type": "rule", "values": COLOURS}, {}) == []
