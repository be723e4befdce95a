"""Tasks with an owner: cleanup that must not be lost, and loops that must not end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from treadctl.errors import BadInput

T = TypeVar("T")
log = logging.getLogger(__name__)

RESTART_DELAY_S = 1.0
CHILD_END_S = 3.0


async def finish(work: Awaitable[T], within_s: float) -> T:
    """Run `work` to its end even if the caller is cancelled meanwhile; then let the cancel rise.

    Raises TimeoutError if it takes longer than `within_s` seconds of loop time.
    """
    task = asyncio.ensure_future(asyncio.wait_for(work, within_s))
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.done():
                break
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return task.result()


async def keep_running(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run an edge for ever: whatever ends it is logged, and it is started again a second later.

    For edges only. The belt room has no such net: there an error must be seen. BadInput rises:
    trying again does not mend an argument.
    """
    while True:
        try:
            await work()
            log.warning("%s ended; starting it again", name)
        except BadInput:
            raise
        except Exception:
            log.exception("%s failed; starting it again", name)
        await asyncio.sleep(RESTART_DELAY_S)


async def keep_child(name: str, command: tuple[str, ...]) -> None:
    """Run a process for ever: start it again a second after it ends; end it when cancelled.

    It has a session of its own, so that Ctrl-C in the terminal reaches only us.
    """
    while True:
        child = await asyncio.create_subprocess_exec(*command, start_new_session=True)
        try:
            log.warning("%s ended with %s; starting it again", name, await child.wait())
        finally:
            await end_child(child)
        await asyncio.sleep(RESTART_DELAY_S)


async def end_child(child: asyncio.subprocess.Process) -> None:
    """Ask a process to end, and make it end if it does not within CHILD_END_S."""
    if child.returncode is not None:
        return
    child.terminate()
    try:
        async with asyncio.timeout(CHILD_END_S):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()
