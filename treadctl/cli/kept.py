"""A walk without a service, kept in the history like every other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from treadctl.board.board import Board
from treadctl.board.requests import Request
from treadctl.board.window import NearWindow
from treadctl.edges.recorder.recorder import Recorder
from treadctl.errors import Refused
from treadctl.tasks import keep_running


@asynccontextmanager
async def kept(board: Board, path: Path) -> AsyncIterator[Recorder]:
    """Keep what `board` shows in the history at `path` until the block is left; gives who does.

    A thread of its own does all that touches the disk. One that is slow, full or broken costs a
    line on stderr, and two seconds in the end.
    """
    recorder = Recorder(path, publishes=False)
    record = partial(recorder.record, NearWindow(board, _refuse))
    keeping = asyncio.create_task(keep_running("history", record), name="history")
    try:
        await asyncio.sleep(0)  # from here on it hears
        yield recorder
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])
        recorder.close()


def _refuse(_request: Request) -> None:
    raise Refused("The history asks for nothing.")
