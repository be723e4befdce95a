"""Reading from a file of the kernel as soon as it has something to say."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from treadctl.safety.buttons import ButtonLost


@contextmanager
def reading(fd: int, read: Callable[[], object]) -> Iterator[asyncio.Future[None]]:
    """Call `read`, from the event loop, whenever `fd` can be read.

    Yields a future that fails with the ButtonLost that `read` raised; nothing is read after that.
    Wait for it by `asyncio.wait`, which leaves it alone when the waiting is cancelled. Raises
    ButtonLost for a file that nobody can wait for, such as a folder.
    """
    loop = asyncio.get_running_loop()
    lost: asyncio.Future[None] = loop.create_future()
    # Whoever leaves for another reason does not look at it, and asyncio would complain of that.
    lost.add_done_callback(lambda done: done.exception())

    def readable() -> None:
        try:
            read()
        except ButtonLost as error:
            loop.remove_reader(fd)
            lost.set_exception(error)

    try:
        loop.add_reader(fd, readable)
    except OSError as error:
        raise ButtonLost("It is no input device. Mend the configuration.") from error
    try:
        yield lost
    finally:
        loop.remove_reader(fd)


async def read_until_lost(fd: int, read: Callable[[], object]) -> None:
    """Call `read` whenever `fd` can be read; raise the ButtonLost that it raised."""
    with reading(fd, read) as lost:
        await asyncio.wait({lost})
        lost.result()
