"""A bridge seen by an observer: it says how it is, ten times a second, and is told nothing."""

import asyncio
from collections.abc import Callable
from typing import Any

from firmware_bridge import wire
from treadctl.drivers.bridge_frames import Frames
from treadctl.drivers.serial_port import OpenLine
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.protocols.bridge_status import Status

LIMIT_S, AGAIN_S = 3.0, 0.2
SILENT_S = 1.0


async def look(open_line: OpenLine) -> Status:
    """Return the first STATUS. Raises ConnectFailed, with the next step, if there comes none.

    Never beside a service: nobody else can open the port then, so no walk is disturbed.
    """
    first: asyncio.Future[Status] = asyncio.get_running_loop().create_future()

    def told(status: Status) -> None:
        if not first.done():
            first.set_result(status)

    observing = asyncio.ensure_future(observe(open_line, told))
    either: set[asyncio.Future[Any]] = {first, observing}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            await observing
        return first.result()
    finally:
        observing.cancel()
        await asyncio.gather(observing, return_exceptions=True)


async def observe(open_line: OpenLine, told: Callable[[Status], None]) -> None:
    """Tell each STATUS as it comes; returns never.

    Raises ConnectFailed if there comes none, LinkLost once they stay away.
    """
    loop = asyncio.get_running_loop()
    gone: asyncio.Future[str] = loop.create_future()

    def lost(why: str) -> None:
        if not gone.done():
            gone.set_result(why)

    frames = Frames(lambda _before, now: told(now), lost)
    frames.line = line = await open_line(frames.received, lost)
    try:
        await _greet(frames, gone)
        while not gone.done():
            await asyncio.wait({gone}, timeout=AGAIN_S)
            if frames.status is not None and loop.time() - frames.status.at > SILENT_S:
                lost("The bridge is silent. Switch it off and on.")
        raise LinkLost(gone.result())
    finally:
        line.close()


async def _greet(frames: Frames, gone: "asyncio.Future[str]") -> None:
    for _ in range(round(LIMIT_S / AGAIN_S)):
        if frames.greeting is None:
            frames.greet(wire.OBSERVER)
        await asyncio.wait({gone}, timeout=AGAIN_S)
        if gone.done():
            raise ConnectFailed(gone.result())
        if frames.status is not None:
            return
    raise ConnectFailed("No bridge answers there. Check the port, or run `treadctl bridge flash`.")
