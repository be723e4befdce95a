"""`treadctl fleet-sim`: so many simulated machines, each with the real MQTT edge, on one broker."""

import asyncio
import json
import resource
from typing import TYPE_CHECKING

import click

from treadctl.cli.journal import log_to_stderr

if TYPE_CHECKING:
    from treadctl.cli.fleet_sim.actor import Actor
    from treadctl.edges.mqtt_address import BrokerConfig

SITE = "sim"
CONNECTING_AT_ONCE = 5  # more would time out where the processor is busy, and try again
LAST_WORDS_S = 15.0
LOOK_S = 0.1


@click.command()
@click.option("--machines", type=click.IntRange(1, 9999), default=20, show_default=True)
@click.option("--broker", "url", default="mqtt://127.0.0.1:1883", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="At the end, print what was sent.")
def fleet_sim(machines: int, url: str, seed: int, as_json: bool) -> None:
    """Walks of a gym as its machines would tell them, until Ctrl-C. Their site is "sim".

    The walks were told by the real rooms in virtual time; what is published of them is made by the
    real edge, once a second. Each machine takes a stop, and nothing else.
    """
    from treadctl.cli.fleet_sim.actor import Actor
    from treadctl.cli.fleet_sim.tape import stopped, tapes
    from treadctl.edges.mqtt_address import broker

    configs = [broker(url, SITE, f"treadmill-{n}") for n in range(1, machines + 1)]
    open_files()
    walks, end = tapes(machines), stopped()
    log_to_stderr()  # not before: what befalls the walks is no news of ours

    async def simulate() -> dict[str, int]:
        actors = [Actor(walks, end, seed + n) for n in range(machines)]
        return await _told(actors, configs)

    sent = asyncio.run(simulate())
    if as_json:
        click.echo(json.dumps(sent))


def open_files() -> None:
    """Let this process, and those it starts, have as many connections as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _told(actors: "list[Actor]", configs: "list[BrokerConfig]") -> dict[str, int]:
    """Play until a signal, let the edges say what is left, and count what was sent."""
    from treadctl.app import until_signalled

    waiting: list[Actor] = []  # for their first words to arrive
    edges, playing = list[asyncio.Task[None]](), list[asyncio.Task[None]]()
    ending = asyncio.create_task(until_signalled(), name="signal")
    try:
        for actor, config in zip(actors, configs, strict=True):
            edges.append(asyncio.create_task(actor.tell(config), name="edge"))
            playing.append(asyncio.create_task(actor.play(), name="play"))
            waiting.append(actor)
            while len(waiting) >= CONNECTING_AT_ONCE and not ending.done():
                await asyncio.wait([ending], timeout=LOOK_S)
                waiting = [one for one in waiting if (await one.outbox.waiting()).events]
            if ending.done():
                break
        await ending
        await _ended(playing)
        await _all_told(actors)
    finally:
        await _ended([*playing, *edges, ending])
    return _sent(actors)


async def _all_told(actors: "list[Actor]") -> None:
    """Switch the treadmills off, and wait until the broker has all there was, but not for ever."""
    loop = asyncio.get_running_loop()
    until = loop.time() + LAST_WORDS_S
    await asyncio.sleep(LOOK_S)
    for actor in actors:
        actor.switch_off()
    while loop.time() < until:
        untold = [await actor.outbox.waiting() for actor in actors]
        if not any(one.events or one.samples for one in untold):
            return
        await asyncio.sleep(LOOK_S)


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _sent(actors: "list[Actor]") -> dict[str, int]:
    from treadctl.edges.outbox import Kind

    return {
        "machines": len(actors),
        "events_sent": sum(actor.told[Kind.EVENT] for actor in actors),
        "telemetry_sent": sum(actor.told[Kind.SAMPLE] for actor in actors),
    }
