"""A broker, and simulated machines on it that play a short walk; for the fleet's commands."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from treadctl.cli.fleet_sim.actor import Actor
from treadctl.cli.fleet_sim.tape import Tape, record, stopped
from treadctl.edges.mqtt_address import broker

START_LIMIT_S = 20.0


@cache
def walk() -> Tape:
    return record("gentle-start", ("30=user-stop",))


@cache
def end() -> Tape:
    return stopped()


@contextmanager
def machines(port: int, names: tuple[str, ...]) -> Iterator[list[Actor]]:
    """Machines of site "sim" in a thread of their own, as they would be on other computers."""
    actors = [Actor([walk()], end(), seed) for seed, _ in enumerate(names)]
    loop, told = asyncio.new_event_loop(), threading.Event()

    async def run() -> None:
        configs = [broker(f"mqtt://127.0.0.1:{port}", "sim", name) for name in names]
        told.set()
        async with asyncio.TaskGroup() as tasks:
            for actor, config in zip(actors, configs, strict=True):
                tasks.create_task(actor.tell(config))
                tasks.create_task(actor.play())

    task = loop.create_task(run())
    thread = threading.Thread(target=_serve, args=(loop, task))
    thread.start()
    told.wait(START_LIMIT_S)
    try:
        yield actors
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


def _serve(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    loop.run_until_complete(asyncio.wait([task]))
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
