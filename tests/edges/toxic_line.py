"""A bad network between the MQTT edge and its broker: late, stuttering, or dead without a word."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

CHUNK_BYTES = 4096


@dataclass(slots=True)
class Toxic:
    """How bad the network is, from now on.

    `late_s`: added to each piece. `stutter`: the share of pieces that come a second later, as
    after a loss. `deaf`: the share of pieces after which nothing more comes through, while the
    connection stays open. While `open` is not set nobody gets through to the broker.
    """

    port: int
    open: asyncio.Event
    late_s: float = 0.0
    stutter: float = 0.0
    deaf: float = 0.0


@asynccontextmanager
async def toxic_line(broker_port: int, seed: int = 1) -> AsyncIterator[Toxic]:
    """A port that leads to the broker by such a network."""
    dice, lines = random.Random(seed), set[asyncio.Task[None]]()  # noqa: S311 - to be repeated

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(CHUNK_BYTES):
            await asyncio.sleep(toxic.late_s + (1.0 if dice.random() < toxic.stutter else 0.0))
            if dice.random() < toxic.deaf:
                await asyncio.sleep(3600.0)
            sink.write(data)
            await sink.drain()

    async def carry(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await toxic.open.wait()
            far, forth = await asyncio.open_connection("127.0.0.1", broker_port)
            pumps = {asyncio.create_task(pump(near, forth)), asyncio.create_task(pump(far, back))}
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in pumps:
                    one.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
                forth.close()
        back.close()

    def connected(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        line = asyncio.create_task(carry(near, back))
        lines.add(line)
        line.add_done_callback(lines.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    toxic = Toxic(server.sockets[0].getsockname()[1], asyncio.Event())
    toxic.open.set()
    try:
        yield toxic
    finally:
        server.close()
        for line in tuple(lines):
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
