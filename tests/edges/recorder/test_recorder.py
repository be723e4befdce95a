import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.edges.recorder.news import database, walk
from tests.edges.recorder.room import NAME, Room, names, recording, rows
from tests.rooms import story
from treadctl.board.socket import board_socket, far_window
from treadctl.edges.outbox import Entry, Kind
from treadctl.edges.recorder.keeper import PATIENCE_S
from treadctl.edges.recorder.recorder import OPEN_LIMIT_S, RETRY_S, Recorder


async def test_a_real_walk_is_kept_from_its_start_to_its_summary(tmp_path: Path) -> None:
    room = Room()
    async with story(tmp_path) as told, recording(tmp_path, room):
        with told.room.board.followed(room.board.post):
            await told.ready()
            told.desk.ask(told.start_request("first-steps"))
            await told.over()
            await asyncio.sleep(1.0)
    ((profile, summary),) = rows(tmp_path, "SELECT profile, summary FROM sessions")
    assert profile == "first-steps"
    assert '"outcome": "finished"' in summary
    (samples,) = rows(tmp_path, "SELECT count(*) FROM samples WHERE session_id NOT NULL")[0]
    assert f'"samples": {samples}' in summary
    assert samples > 100


async def test_what_is_told_is_on_the_disk_by_then(tmp_path: Path) -> None:
    room, seen = Room(), list[Any]()
    recorder = Recorder(tmp_path / NAME, publishes=True)

    def follow(entry: Entry) -> None:
        found = rows(tmp_path, "SELECT number FROM events UNION SELECT number FROM samples")
        seen.append((entry.number,) in found)

    with recorder.followed(follow):
        task = asyncio.create_task(recorder.record(room.window))
        for n in range(20):
            await asyncio.sleep(0.25)
            room.say("target", speed_kmh=n)
            room.show(1.0 + n / 10)
        await asyncio.sleep(PATIENCE_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert seen == [True] * 40
    recorder.close()


async def test_what_waits_is_handed_out_until_it_was_sent(tmp_path: Path) -> None:
    room = Room()
    async with recording(tmp_path, room) as (recorder, told):
        for n in range(3):
            room.say("target", speed_kmh=n)
        await asyncio.sleep(1.0)
        waiting = await recorder.pending(Kind.EVENT, 10)
        assert waiting == await recorder.pending(Kind.EVENT, 10) == told
        await recorder.sent([waiting[0].number])
        assert await recorder.pending(Kind.EVENT, 10) == waiting[1:]
        assert (await recorder.waiting()).events == 2


async def test_what_was_not_sent_waits_for_the_next_process(tmp_path: Path) -> None:
    room = Room()
    async with recording(tmp_path, room) as (recorder, told):
        room.say("linked")
        room.say("link_lost")
        await asyncio.sleep(1.0)
        await recorder.sent([told[0].number])
        await asyncio.sleep(2.0)
    async with recording(tmp_path, room) as (recorder, _):
        room.say("linked")
        await asyncio.sleep(1.0)
        again = await recorder.pending(Kind.EVENT, 10)
    assert again[0] == told[1]
    assert [one.number for one in again] == sorted(one.number for one in again)


async def test_with_nobody_to_publish_nothing_waits(tmp_path: Path) -> None:
    room = Room()
    async with recording(tmp_path, room, publishes=False) as (recorder, told):
        room.say("linked")
        await asyncio.sleep(1.0)
        assert names(told) == ["linked"]
        assert await recorder.pending(Kind.EVENT, 10) == []


async def test_where_the_disk_refuses_all_is_told_at_once_and_kept_until_it_takes_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room, place = Room(), tmp_path / "place"
    place.write_text("no folder")
    with caplog.at_level(logging.WARNING):
        async with recording(place, room) as (recorder, told):
            await asyncio.sleep(OPEN_LIMIT_S)
            room.say("linked")
            await asyncio.sleep(2 * PATIENCE_S)
            assert names(told) == ["linked"]
            assert await recorder.pending(Kind.EVENT, 10) == told
            place.unlink()
            await asyncio.sleep(2 * RETRY_S)
            assert rows(place, "SELECT number FROM events") == [(told[0].number,)]
            assert names(told) == ["linked"]
    words = [record.getMessage() for record in caplog.records]
    assert len(words) == 2
    assert "Walks go on" in words[0] and "written again" in words[1]


async def test_what_was_sent_while_there_was_no_disk_is_not_sent_again(tmp_path: Path) -> None:
    room, place = Room(), tmp_path / "place"
    place.write_text("no folder")
    async with recording(place, room) as (recorder, told):
        await asyncio.sleep(OPEN_LIMIT_S)
        room.say("linked")
        await asyncio.sleep(2 * PATIENCE_S)
        await recorder.sent([told[0].number])
        assert await recorder.pending(Kind.EVENT, 10) == []
        place.unlink()
        await asyncio.sleep(2 * RETRY_S)
        assert rows(place, "SELECT count(*) FROM events") == [(1,)]
        assert await recorder.pending(Kind.EVENT, 10) == []


@pytest.mark.realtime
async def test_a_disk_that_hangs_holds_up_nobody(tmp_path: Path) -> None:
    room = Room()
    async with recording(tmp_path, room) as (recorder, told):
        room.say("linked")
        while not told:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
        blocker = sqlite3.connect(tmp_path / NAME, isolation_level=None)
        blocker.execute("BEGIN EXCLUSIVE")
        room.say("link_lost")
        async with asyncio.timeout(20.0):
            while len(told) < 2:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.01)
        assert len(rows(tmp_path, "SELECT number FROM events")) == 1
        assert [one.data["event"] for one in await recorder.pending(Kind.EVENT, 9)] == ["link_lost"]
        blocker.execute("ROLLBACK")
        blocker.close()
        async with asyncio.timeout(20.0):
            while len(await recorder.pending(Kind.EVENT, 9)) < 2:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.05)


async def test_a_damaged_database_is_set_aside_and_the_walk_goes_on_in_a_new_one(
    tmp_path: Path,
) -> None:
    (tmp_path / NAME).write_bytes(b"garbage" * 1000)
    room = Room()
    async with recording(tmp_path, room) as (_, told):
        room.say("linked")
        await asyncio.sleep(1.0)
        assert rows(tmp_path, "SELECT number FROM events") == [(told[0].number,)]


async def test_damage_that_only_a_look_through_it_all_finds_is_set_aside(tmp_path: Path) -> None:
    db = database(tmp_path, *[walk(100.0 * n, 50) for n in range(1, 40)])
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    content = bytearray((tmp_path / NAME).read_bytes())
    content[8192 : 8192 + 16 * 4096] = bytes(16 * 4096)
    (tmp_path / NAME).write_bytes(content)
    room = Room()
    async with recording(tmp_path, room) as (_, told):
        await asyncio.sleep(2 * RETRY_S)
        room.say("linked")
        await asyncio.sleep(1.0)
        assert rows(tmp_path, "SELECT count(*) FROM samples") == [(0,)]
        assert (told[-1].number,) in rows(tmp_path, "SELECT number FROM events")


@pytest.mark.realtime
async def test_what_happened_while_no_recorder_was_there_is_caught_up_with(tmp_path: Path) -> None:
    room, place = Room(), tmp_path / "belt.sock"

    async def record(seconds_s: float) -> None:
        recorder = Recorder(tmp_path / NAME, publishes=True)
        async with far_window(place) as window:
            tasks = [asyncio.create_task(window.run())]
            tasks.append(asyncio.create_task(recorder.record(window)))
            await asyncio.sleep(seconds_s)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        recorder.close()

    async def tell() -> None:
        for n in range(60):
            room.say("target", speed_kmh=n)
            room.show(1.0 + n / 100)
            await asyncio.sleep(0.05)

    async with board_socket(place, room.board, lambda _request: None):
        telling = asyncio.create_task(tell())
        for _ in range(3):
            await record(0.4)
            await asyncio.sleep(0.3)
        await telling
        await asyncio.sleep(1.0)
        await record(0.5)
    events = rows(tmp_path, "SELECT data ->> 'speed_kmh' FROM events ORDER BY number")
    assert [n for (n,) in events] == list(range(60))
    samples = rows(tmp_path, "SELECT speed_m_h FROM samples ORDER BY number")
    assert [speed for (speed,) in samples] == [1000 + 10 * n for n in range(60)]


@pytest.mark.realtime
async def test_what_was_heard_last_is_written_before_the_end(tmp_path: Path) -> None:
    room = Room()
    async with recording(tmp_path, room):
        await asyncio.sleep(0.5)
        room.say("linked")
    assert len(rows(tmp_path, "SELECT number FROM events")) == 1
