"""Runs in the installed environment: a page's heartbeat, and a tap on Start. Ends in the walk.

`walker.py SECONDS` goes on showing life for so long once the belt moves, and then says so.
"""

import asyncio
import json
import sys
from pathlib import Path

from treadctl.board.socket import FarWindow, far_window
from treadctl.errors import LinkLost

SOCKET = Path("/run/treadctl/belt.sock")
PATIENCE_S = 60.0
BEAT_S = 0.5


async def walk(more_s: float) -> None:
    """Start a walk as soon as that is possible, and see the belt move."""
    async with asyncio.timeout(PATIENCE_S + more_s), far_window(SOCKET) as window:
        taking = asyncio.create_task(_take(window))
        started = False
        while not started:
            started = await _started(window)
        while not (window.latest or {}).get("speed_kmh"):
            await _beat(window)
        print("moving", flush=True)  # noqa: T201 - read by inside.py
        for _ in range(round(more_s / BEAT_S)):
            await _beat(window)
        taking.cancel()


async def _started(window: FarWindow) -> bool:
    await _beat(window)
    shown = window.latest or {}
    if shown.get("belt") != "standing" or "start_token" not in shown:
        return False
    asked = {"request": "start", "profile": "gentle-start", "token": shown["start_token"]}
    reply = await window.ask(json.dumps(asked).encode())
    return bool(reply["ok"])


async def _beat(window: FarWindow) -> None:
    seen = (window.latest or {}).get("seq", 0)
    await window.ask(json.dumps({"request": "alive", "seq": seen}).encode())
    await asyncio.sleep(BEAT_S)


async def _take(window: FarWindow) -> None:
    try:
        await window.run()
    except LinkLost:
        sys.exit("the belt's process is gone")


asyncio.run(walk(float(sys.argv[1])))
