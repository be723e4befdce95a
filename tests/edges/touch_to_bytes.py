"""From a touch on the strip to bytes for the treadmill: `python -m tests.edges.touch_to_bytes [N]`.

Prints one JSON document, times in ms: N touches beside nothing else, and N while an endless loop
runs for each processor. `touch` counts from the touch-down in Chromium to the stop handed to the
transport; the edges process, its sockets, the belt process and a belt that moves are real ones.
`fetch` is what stands beside it: in the same page, before each touch, a bare round trip to the
same server. Whatever is not known of the two clocks (`clock_error`) is counted to the touch.
"""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bleak import BleakClient
from playwright.async_api import CDPSession, Page, async_playwright
from playwright.async_api import Error as PlaywrightError

from simulators.memory_gatt import MemoryRig
from tests.edges.panel import BROWSER, screen, until
from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.board.socket import board_socket
from treadctl.cli.bench.figures import percentile
from treadctl.cli.bench.scene import Scene
from treadctl.cli.bench.tap import Tap
from treadctl.cli.ports import free_port
from treadctl.drivers import Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.model import Confirmed
from treadctl.safety.latch import Latch
from treadctl.safety.limits import TIERS
from treadctl.tasks import end_child, started

SOCKET, TOUCH = "belt.sock", "Input.dispatchTouchEvent"
READY_S, ARRIVES_S = 30.0, 10.0
APART_S = (0.08, 0.18)  # so long that the second way, the POST, is over too
CLOCK_LOOKS = 50
BUSY = (sys.executable, "-c", "while True: pass")
TOUCHED = "addEventListener('pointerdown', (e) => (window.touchedAt = e.timeStamp), true);"
FETCH = """async () => {
  const began = performance.now();
  await (await fetch('/page/panel.css', { cache: 'no-store' })).text();
  return performance.now() - began;
}"""


@dataclass(slots=True)
class Clock:
    """Where the page's clock begins on ours: between these two, in ms."""

    earliest: float = float("-inf")
    latest: float = float("inf")

    async def look(self, page: Page) -> None:
        for _ in range(CLOCK_LOOKS):
            before = time.perf_counter_ns() / 1e6
            shown = await page.evaluate("performance.now()")
            self.earliest = max(self.earliest, before - shown)
            self.latest = min(self.latest, time.perf_counter_ns() / 1e6 - shown)


@dataclass(slots=True)
class Samples:
    """What was measured in one part of the run: handed over, touched, and round trips, in ms."""

    handed_over: list[float] = field(default_factory=list)
    touched: list[float] = field(default_factory=list)
    fetched: list[float] = field(default_factory=list)

    def figures(self, clock: Clock) -> dict[str, float]:
        pairs = zip(self.handed_over, self.touched, strict=True)
        touch = [handed - touched - clock.earliest for handed, touched in pairs]
        return _spread("touch", touch) | _spread("fetch", self.fetched)


async def measured(count: int, folder: Path) -> dict[str, object]:
    """The figures of so many touches without and with load."""
    clock, loops = Clock(), os.cpu_count() or 1
    async with AsyncExitStack() as parts:
        scene = await parts.enter_async_context(walking(folder))
        port = await _edges(folder, parts)
        page, finger = await _panel(port, parts)
        await clock.look(page)
        alone = await touched(page, finger, scene, count)
        for _ in range(loops):
            parts.push_async_callback(end_child, await started(BUSY))
        loaded = await touched(page, finger, scene, count)
    return {
        "n": count,
        "alone": alone.figures(clock),
        "load": f"{loops} endless loops on {loops} processors",
        "loaded": loaded.figures(clock),
        "clock_error_ms": round(clock.latest - clock.earliest, 2),
    }


async def touched(page: Page, finger: CDPSession, scene: Scene, count: int) -> Samples:
    """Touch the strip so often; each time the belt moves and nobody has stopped it yet."""
    samples, where = Samples(), await _strip(page)
    chance = random.Random(0)  # noqa: S311 - pauses, not secrets
    for _ in range(count):
        samples.fetched.append(await page.evaluate(FETCH))
        await asyncio.sleep(chance.uniform(*APART_S))
        scene.rewind()
        first = asyncio.create_task(_first_stop(scene))
        await asyncio.sleep(0)  # it listens now
        await finger.send(TOUCH, {"type": "touchStart", "touchPoints": [where]})
        samples.handed_over.append(await first)
        await finger.send(TOUCH, {"type": "touchEnd", "touchPoints": []})
        samples.touched.append(await page.evaluate("touchedAt"))
    return samples


async def _first_stop(scene: Scene) -> float:
    """When the next stop is handed over. The strip's second way brings another one soon."""
    scene.tap.over.clear()
    async with asyncio.timeout(ARRIVES_S):
        await scene.tap.over.wait()
    return scene.tap.handed_over_ns / 1e6


@asynccontextmanager
async def walking(folder: Path) -> AsyncIterator[Scene]:
    """A belt that moves, and its board's socket in `folder`. No stop arrives at the machine."""
    near, board = MemoryRig(latency_s=0.0), Board()
    tap = Tap(near.machine)

    async def open_tapped(on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        tap.attach(await near.open_client(on_disconnect))
        return tap.client

    def open_driver(listener: Listener) -> FtmsDriver:
        return FtmsDriver(open_tapped, listener, simulated=True)

    latch = Latch(folder / "latch")
    async with (
        belt_room(board, open_driver, latch, "B", pain_button="wired") as room,
        board_socket(folder / SOCKET, board, room.desk.ask),
    ):
        await until(lambda: room.guard.supervisor.known.linked, READY_S)
        await room.guard.stands()
        assert await room.guard.start(TIERS["B"]) == Confirmed()
        tap.closed = True
        yield Scene(room, tap, folder / "tally")
        tap.closed = False


async def _edges(folder: Path, parts: AsyncExitStack) -> int:
    """Start the edges process; the port of its page."""
    port = free_port()
    command = (sys.executable, "-m", "treadctl", "edges", "--socket", str(folder / SOCKET))
    parts.push_async_callback(end_child, await started((*command, "--port", str(port))))
    return port


async def _panel(port: int, parts: AsyncExitStack) -> tuple[Page, CDPSession]:
    """A touch screen that shows the walk."""
    playwright = await parts.enter_async_context(async_playwright())
    browser = await playwright.chromium.launch(
        executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
    )
    page = await browser.new_page(viewport={"width": 800, "height": 480}, has_touch=True)
    await page.add_init_script(TOUCHED)
    async with asyncio.timeout(READY_S):
        while True:
            with suppress(PlaywrightError):  # the server is not up yet
                await page.goto(f"http://127.0.0.1:{port}/")
                break
            await asyncio.sleep(0.1)
    await screen(page, "walk")
    return page, await page.context.new_cdp_session(page)


async def _strip(page: Page) -> dict[str, float]:
    """The middle of the strip."""
    box = await page.locator("#pain").bounding_box()
    assert box is not None
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def _spread(name: str, samples: list[float]) -> dict[str, float]:
    found = {f"p{percent}": percentile(samples, percent) for percent in (50, 99)}
    return {f"{name}_{key}_ms": round(ms, 2) for key, ms in (*found.items(), ("max", max(samples)))}


def main(count: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        json.dump(asyncio.run(measured(count, Path(folder))), sys.stdout, indent=1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
