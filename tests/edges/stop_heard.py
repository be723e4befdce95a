"""How soon is a press on the strip answered in words? `python -m tests.edges.stop_heard [N]`.

Prints one JSON document, in ms from the touch: `said` is when the first word is handed to the
audio device, `device` what the device adds by its own account. The page, its server and the
recordings are the real ones; the belt room behind them only listens.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.async_api import Page, async_playwright

from tests.edges.panel import BROWSER, new_page, open_page, screen, shown, until
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.voice.sentences import urgent

LISTEN = """
window.heard = [];
addEventListener('pointerdown', (event) => (window.pressedAt = event.timeStamp), { capture: true });
document.addEventListener('said', ({ detail }) => {
  if (detail.loud) heard.push({ said: performance.now() - pressedAt, device: detail.device_ms });
});
"""
APART_S = 2.2  # a press sooner after the last one is the same stop


async def presses(count: int, folder: Path) -> list[dict[str, float]]:
    """Press so many times, and hear as often."""
    prompts = Prompts(folder / "voice")
    keeping = asyncio.create_task(prompts.keep())
    async with async_playwright() as playwright, shown({"en": prompts}) as panel:
        browser = await playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await new_page(browser)
        await page.add_init_script(LISTEN)
        await open_page(page, panel.server)
        await screen(page, "idle")
        await until(lambda: len(prompts.files) >= len(urgent()), 60.0)
        await asyncio.sleep(5.0)  # the page looks for new recordings every 2 s
        for _ in range(count):
            await press(page)
        heard: list[dict[str, float]] = await page.evaluate("heard")
    keeping.cancel()
    return heard


async def press(page: Page) -> None:
    await page.mouse.move(400, 400)
    await page.mouse.down()
    await page.mouse.up()
    await asyncio.sleep(APART_S)


def main(count: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        heard = asyncio.run(presses(count, Path(folder)))
    said, device = ([one[key] for one in heard] for key in ("said", "device"))
    figures = {"said_p50_ms": median(said), "said_max_ms": max(said), "device_ms": median(device)}
    rounded = {key: round(value, 1) for key, value in figures.items()}
    json.dump({"n": count, "heard": len(heard), **rounded}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
