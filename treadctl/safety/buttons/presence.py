"""Is the touch screen still plugged in? Its touches stay the page's: nothing is grabbed."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from treadctl.safety.buttons import RETRY_S, ButtonLost
from treadctl.safety.buttons.evdev import opened, read_bytes
from treadctl.safety.buttons.reading import read_until_lost

log = logging.getLogger(__name__)


async def keep_in_sight(device: Path, gone: Callable[[], None]) -> None:
    """Watch a touch device for ever; call `gone` when it vanishes, and each second without it.

    What is read here, and thrown away, is a copy: the kernel keeps one for each reader.
    """
    lost = False
    while True:
        try:
            async with opened(device) as fd:
                lost = False
                await read_until_lost(fd, lambda: read_bytes(fd))
        except ButtonLost as error:
            gone()
            if not lost:
                log.warning("touch screen %s: lost. %s", device, error)
            lost = True
        await asyncio.sleep(RETRY_S)
