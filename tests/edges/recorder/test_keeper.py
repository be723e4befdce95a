import asyncio
import threading
from pathlib import Path

import pytest

from tests.edges.recorder.news import happened, look, new_diary, written
from treadctl.edges.outbox import Kind, Waiting
from treadctl.edges.recorder.keeper import Keeper


async def test_what_is_saved_is_no_longer_in_memory_and_waits_to_be_sent(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "history.sqlite", publishes=True)
    keeper.backlog.add(written([happened(1.0, "linked"), look(2.0)]))
    assert not keeper.idle
    await keeper.save()
    assert keeper.idle
    assert await keeper.waiting() == Waiting(events=1, samples=1)
    keeper.close()


async def test_what_is_on_the_disk_comes_before_what_is_in_memory(tmp_path: Path) -> None:
    keeper, diary = Keeper(tmp_path / "history.sqlite", publishes=True), new_diary()
    names = ["linked", "link_lost", "linked"]
    keeper.backlog.add(diary.hear(happened(1.0, names[0])))
    await keeper.save()
    for at, name in enumerate(names[1:], 2):
        keeper.backlog.add(diary.hear(happened(float(at), name)))
    found = await keeper.pending(Kind.EVENT, 10, None)
    assert [one.data["event"] for one in found] == names
    assert await keeper.pending(Kind.EVENT, 2, None) == found[:2]
    keeper.close()


async def test_an_entry_that_was_sent_before_it_was_stored_is_not_sent_again(
    tmp_path: Path,
) -> None:
    keeper = Keeper(tmp_path / "history.sqlite", publishes=True)
    keeper.backlog.add(written([happened(1.0, "linked")]))
    (entry,) = await keeper.pending(Kind.EVENT, 10, None)
    keeper.sent([entry.number])
    assert await keeper.pending(Kind.EVENT, 10, None) == []
    await keeper.save()
    assert await keeper.pending(Kind.EVENT, 10, None) == []
    keeper.close()


@pytest.mark.realtime
async def test_a_disk_that_hangs_while_it_is_told_what_was_sent_brings_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadctl.edges.recorder.keeper.PATIENCE_S", 0.05)
    keeper, answers = Keeper(tmp_path / "history.sqlite", publishes=True), threading.Event()
    keeper.backlog.add(written([happened(1.0, "linked")]))
    (entry,) = await keeper.pending(Kind.EVENT, 10, None)
    keeper.sent([entry.number])
    hanging = asyncio.create_task(keeper.run(lambda _db: answers.wait()))
    saving = asyncio.create_task(keeper.save())
    await asyncio.sleep(0.01)
    assert await keeper.pending(Kind.EVENT, 10, None) == []
    answers.set()
    await asyncio.gather(hanging, saving)
    assert await keeper.pending(Kind.EVENT, 10, None) == []
    keeper.close()
