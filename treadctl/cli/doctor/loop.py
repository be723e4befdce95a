"""`treadctl doctor`: how late this computer wakes a program that watches a belt."""

import asyncio

from treadctl.cli.doctor import OK, WARN, Finding

CHECK = "timing"
TICK_S = 0.005
LATE_S = 0.25  # the guard looks this often; a stop waits for the loop's turn
LOOK_S = 0.8
STEP = "End what keeps it busy (top shows it), or use a faster computer."


def timing(look_s: float = LOOK_S) -> Finding:
    """How late the latest of some wake-ups of an event loop was. Takes `look_s`."""
    return told(asyncio.run(latest(look_s)))


async def latest(look_s: float) -> float:
    """The latest wake-up within `look_s`, in seconds after its time."""
    loop, found = asyncio.get_running_loop(), 0.0
    end = loop.time() + look_s
    while (asked := loop.time()) < end:
        await asyncio.sleep(TICK_S)
        found = max(found, loop.time() - asked - TICK_S)
    return found


def told(late_s: float) -> Finding:
    """The finding for a latest wake-up that was so late."""
    why = f"the latest of its wake-ups came {late_s * 1000:.1f} ms late"
    return Finding(CHECK, WARN, why, STEP) if late_s > LATE_S else Finding(CHECK, OK, why)
