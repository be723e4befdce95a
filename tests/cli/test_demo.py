"""`treadctl demo`: in virtual time, and as the processes a newcomer starts."""

import asyncio
import json
import signal
import socket
from collections.abc import Iterator

import aiohttp
import pytest

from tests.cli.command import Treadctl
from tests.processes import children, free_port, running, until


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_the_fast_demo_walks_the_profile_to_its_end(treadctl: Treadctl) -> None:
    ended = treadctl("demo", "--fast", "--profile", "gentle-start", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert (ended.json["profile"], ended.json["outcome"]) == ("gentle-start", "finished")
    assert ended.json["distance_m"] == pytest.approx(216.7, rel=0.03)
    assert ended.json["wall_s"] < ended.json["virtual_s"] / 10


def test_the_fast_demo_tells_the_story_that_simulate_tells(treadctl: Treadctl) -> None:
    one = treadctl("demo", "--fast", "--json").json
    other = treadctl("simulate", "--profile", "gentle-start", "--json").json
    assert one["events"] == other["events"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--fast", "--profile", "gentle-strat"), "gentle-strat"),
        (("--broker", "http://broker"), "unknown scheme"),
    ],
)
def test_a_wrong_demo_is_one_sentence_and_exit_code_2(
    treadctl: Treadctl, arguments: tuple[str, ...], says: str
) -> None:
    ended = treadctl("demo", *arguments)
    assert says in ended.complaint
    assert ended.code == 2


@pytest.mark.parametrize("port", ["0", "70000"])
def test_a_port_that_no_page_can_have_is_named(treadctl: Treadctl, port: str) -> None:
    ended = treadctl("demo", "--port", port)
    assert f"{port} is not in the range" in ended.err
    assert (ended.code, ended.out) == (2, "")


def test_a_port_in_use_is_said_before_anything_is_started(
    treadctl: Treadctl, taken_port: int
) -> None:
    ended = treadctl("demo", "--port", taken_port)
    assert ended.complaint == (
        f"Port {taken_port} on 127.0.0.1 is in use. Give another one with --port."
    )
    assert ended.code == 2


@pytest.mark.realtime
async def test_the_demo_comes_up_with_page_and_broker_and_ends_without_a_trace() -> None:
    port = free_port()
    async with running("demo", "--port", port) as demo:
        await until(lambda: len(demo.out) == 2, demo)
        assert demo.out[0].split() == ["page", f"http://127.0.0.1:{port}"]
        broker = int(demo.out[1].split()[1].rpartition(":")[2])
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as page:
            assert (await _state(page))["simulated"] is True
            async with page.get("/") as answer:
                assert answer.status == 200
        (await asyncio.open_connection("127.0.0.1", broker))[1].close()
        started = children(demo.process.pid)
        assert len(started) == 2

        demo.signal(signal.SIGINT)

        assert await demo.ended() == 0
        assert demo.err == ["Ctrl-C stops the belt, then the demo."]


async def _state(page: aiohttp.ClientSession) -> dict[str, object]:
    """The page's first snapshot of a belt that stands; it comes up a little after the belt room."""
    while True:
        try:
            async with page.get("/api/v1/state") as answer:
                found: dict[str, object] = json.loads(await answer.text())
        except (aiohttp.ClientError, ValueError):
            found = {}
        if found.get("belt") == "standing":
            return found
        await asyncio.sleep(0.05)
