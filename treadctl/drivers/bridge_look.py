"""One look at a bridge, as an observer: it says how it is, and is told nothing."""

import asyncio

from firmware_bridge import wire
from treadctl.drivers.bridge_frames import Frames
from treadctl.drivers.serial_port import OpenLine
from treadctl.errors import ConnectFailed
from treadctl.protocols.bridge_status import Status

LIMIT_S, AGAIN_S = 3.0, 0.2


async def look(open_line: OpenLine) -> Status:
    """Return the first STATUS. Raises ConnectFailed, with the next step, if there comes none.

    Never beside a service: nobody else can open the port then, so no walk is disturbed.
    """
    gone: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def lost(why: str) -> None:
        if not gone.done():
            gone.set_result(why)

    frames = Frames(lambda _before, _now: lost(""), lost)
    frames.line = line = await open_line(frames.received, lost)
    try:
        for _ in range(round(LIMIT_S / AGAIN_S)):
            if frames.greeting is None:
                frames.greet(wire.OBSERVER)
            await asyncio.wait({gone}, timeout=AGAIN_S)
            if frames.status is not None:
                return frames.status
            if gone.done():
                raise ConnectFailed(gone.result())
    finally:
        line.close()
    raise ConnectFailed("No bridge answers there. Check the port, or run `treadctl bridge flash`.")
