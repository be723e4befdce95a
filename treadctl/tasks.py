"""Tasks with an owner: cleanup that must not be lost, and loops that must not end."""

import asyncio
import logging
import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from treadctl.errors import BadInput
from treadctl.pulse import Limits, Pulse

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

    For edges, and for a strap, which is no more than an edge to the belt. The rest of the belt
    room has no such net: there an error must be seen. BadInput rises: trying again does not mend
    an argument.
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


async def keep_child(
    name: str,
    command: tuple[str, ...],
    gone: Callable[[], None] = lambda: None,
    limits: Limits | None = None,
) -> None:
    """Run a process for ever: start it again a second after it ends; end it when cancelled.

    `gone` is called whenever it has ended. With `limits` it is killed once it shows no life for
    so long: it has to `beat`.

    It has a session of its own, so that Ctrl-C in the terminal reaches only us.
    """
    while True:
        with Pulse() as pulse:
            child = await started(command, pulse)
            try:
                async with _watched(name, child, pulse, limits):
                    code = await child.wait()
                log.warning("%s ended with %s; starting it again", name, code)
                gone()
            finally:
                await end_child(child)
        await asyncio.sleep(RESTART_DELAY_S)


@asynccontextmanager
async def _watched(
    name: str, child: "Child", pulse: Pulse, limits: Limits | None
) -> AsyncIterator[None]:
    async def watch(limits: Limits) -> None:
        await pulse.silence(limits)
        log.warning("%s shows no life; it is killed", name)
        child.kill()

    watching = None if limits is None else asyncio.create_task(watch(limits), name="pulse")
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()


class Child:
    """A process of ours; as much of asyncio's own as is needed here."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()

    async def wait(self) -> int:
        """Wait for its end and return its exit code. Source: pidfd_open(2)."""
        if self.returncode is None:
            loop, ended = asyncio.get_running_loop(), asyncio.Event()
            descriptor = os.pidfd_open(self._process.pid)
            loop.add_reader(descriptor, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(descriptor)
                os.close(descriptor)
        return self._process.wait()


async def started(command: tuple[str, ...], pulse: Pulse | None = None) -> Child:
    """Start a process in a session of its own, which inherits its end of `pulse`.

    In a thread: who starts a program waits until it was read from the disk, and that may stall.
    """
    starting = asyncio.ensure_future(asyncio.to_thread(_start, command, pulse))
    try:
        return Child(await asyncio.shield(starting))
    except asyncio.CancelledError:
        starting.add_done_callback(_end_unwanted)
        raise


def _start(command: tuple[str, ...], pulse: Pulse | None) -> subprocess.Popen[bytes]:
    pipes = () if pulse is None else (pulse.theirs,)
    told = {} if pulse is None else pulse.environment
    return subprocess.Popen(  # noqa: S603 - the command is our own
        command, start_new_session=True, pass_fds=pipes, env={**os.environ, **told}
    )


def _end_unwanted(starting: "asyncio.Future[subprocess.Popen[bytes]]") -> None:
    if not starting.cancelled() and starting.exception() is None:
        starting.result().kill()
        starting.result().wait()


async def end_child(child: Child | asyncio.subprocess.Process) -> None:
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
