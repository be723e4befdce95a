"""A recorded serial line through the driver of its kind, in virtual time."""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treadctl.drivers import Driver, Listener
    from treadctl.drivers.line_capture import LineCapture
    from treadctl.drivers.serial_port import OpenLine

AFTER_S = 3.0
PORT = "the line"


def line_driver(kind: str, open_line: "OpenLine", listener: "Listener", port: str) -> "Driver":
    """A driver of this kind at a line that is opened so."""
    module = import_module(f"treadctl.drivers.{kind}")
    made: Driver = getattr(module, f"{kind.capitalize()}Driver")(open_line, listener, port)
    return made


async def play_line(capture: "LineCapture") -> list[dict[str, Any]]:
    """Return what the driver asked, and heard, in order. For a virtual-time loop.

    It asks as it does of any machine; what it was told to do then is not done again.
    """
    from simulators.replayed_line import ReplayedLine, Spoken
    from treadctl.cli.replayed import Watch
    from treadctl.errors import ConnectFailed, LinkLost

    watch = Watch()
    spoken = [
        Spoken(one.t_s, one.what == "sent", one.data)
        for one in capture.traffic
        if one.what != "gone"
    ]
    gone_s = next((one.t_s for one in capture.traffic if one.what == "gone"), None)
    line = ReplayedLine(spoken, gone_s, lambda data: watch.wrote("wrote", data))
    driver = line_driver(capture.head.line, line.open_line, watch, PORT)
    try:
        async with asyncio.timeout(capture.ended_s + AFTER_S):
            await driver.run()
    except TimeoutError:
        pass
    except (ConnectFailed, LinkLost) as error:
        watch.see("lost", why=str(error))
    return watch.seen
