"""A bad network between the MQTT edge and its broker: late, stuttering, or dead without a word."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass

CHUNK_BYTES = 4096


@dataclass(slots=True)
class Toxic:
    """How bad the network is, from now on.

    `late_s`: added to each piece. `stutter`: the share of pieces that come a second later, as
    after a loss. `deaf`: the share of pieces with which a connection goes half-open: nothing more
    comes through, and whoever asked for it is not told, not even when the broker is gone. While
    `open` is not set nobody gets through to the broker.

    `lines` is how many connections there were, `deafened` how many of them went half-open.
    """

    port: int
    open: asyncio.Event
    late_s: float = 0.0
    stutter: float = 0.0
    deaf: float = 0.0
    lines: int = 0
    deafened: int = 0


class _Line:
    """One connection through it."""

    def __init__(self, toxic: Toxic, dice: random.Random, broker_port: int) -> None:
        self._toxic, self._dice, self._broker_port = toxic, dice, broker_port
        self._deaf = False

    async def serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Carry what comes until one side ends; whoever is deaf learns of that from nobody."""
        with closing(back), suppress(OSError):
            await self._toxic.open.wait()
            far, forth = await asyncio.open_connection("127.0.0.1", self._broker_port)
            self._toxic.lines += 1
            asking = asyncio.create_task(self._pump(near, forth))
            answering = asyncio.create_task(self._pump(far, back))
            try:
                await asyncio.wait({asking, answering}, return_when=asyncio.FIRST_COMPLETED)
                if self._deaf:
                    await asyncio.wait({asking})
            finally:
                asking.cancel()
                answering.cancel()
                await asyncio.gather(asking, answering, return_exceptions=True)
                forth.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        toxic, dice = self._toxic, self._dice
        while data := await source.read(CHUNK_BYTES):
            await asyncio.sleep(toxic.late_s + (1.0 if dice.random() < toxic.stutter else 0.0))
            if not self._deaf and dice.random() < toxic.deaf:
                self._deaf = True
                toxic.deafened += 1
            if not self._deaf:
                sink.write(data)
                await sink.drain()


@asynccontextmanager
async def toxic_line(broker_port: int, seed: int = 1) -> AsyncIterator[Toxic]:
    """A port that leads to the broker by such a network."""
    dice, lines = random.Random(seed), set[asyncio.Task[None]]()  # noqa: S311 - to be repeated
    toxic = Toxic(0, asyncio.Event())
    toxic.open.set()

    def connected(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        line = asyncio.create_task(_Line(toxic, dice, broker_port).serve(near, back))
        lines.add(line)
        line.add_done_callback(lines.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    toxic.port = server.sockets[0].getsockname()[1]
    try:
        yield toxic
    finally:
        server.close()
        for line in tuple(lines):
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
