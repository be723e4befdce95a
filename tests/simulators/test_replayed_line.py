import asyncio

import pytest

from simulators.replayed_line import ReplayedLine, Spoken

STORY = (
    Spoken(0.0, False, b"hello"),
    Spoken(1.0, True, b"ask"),
    Spoken(1.1, False, b"an"),
    Spoken(1.2, False, b"swer"),
    Spoken(2.0, True, b"ask"),
    Spoken(2.5, False, b"late"),
)


async def heard_by(line: ReplayedLine, *requests: bytes) -> list[tuple[float, bytes]]:
    """What comes, and when, with one of these requests each second from the first on."""
    loop, came = asyncio.get_running_loop(), list[tuple[float, bytes]]()
    begun = loop.time()
    await line.open_line(
        lambda data: came.append((round(loop.time() - begun, 3), data)),
        lambda why: came.append((round(loop.time() - begun, 3), why.encode())),
    )
    for request in requests:
        await asyncio.sleep(1.0)
        line.write(request)
    await asyncio.sleep(2.0)
    line.close()
    return came


async def test_a_request_is_answered_as_it_was_then_and_at_last_as_the_last_time() -> None:
    asked: list[bytes] = []
    came = await heard_by(ReplayedLine(STORY, on_write=asked.append), b"ask", b"ask", b"ask")
    assert came == [
        (0.0, b"hello"),
        (1.1, b"an"),
        (1.2, b"swer"),
        (2.5, b"late"),
        (3.5, b"late"),
    ]
    assert asked == [b"ask"] * 3


async def test_a_request_that_was_never_made_gets_no_answer() -> None:
    assert await heard_by(ReplayedLine(STORY), b"other") == [(0.0, b"hello")]


async def test_a_line_that_went_goes() -> None:
    ((at, why),) = await heard_by(ReplayedLine((), gone_s=1.5))
    assert at == pytest.approx(1.5) and b"lost" in why
