"""What a service keeps of a walk, although its edges are killed in the middle of it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.processes import children, gym, kill, running, screen, until


def rows(folder: Path, statement: str) -> list[Any]:
    db = sqlite3.connect(folder / "history.sqlite")
    found = db.execute(statement).fetchall()
    db.close()
    return found


@pytest.mark.realtime
async def test_a_walk_is_one_session_although_the_edges_were_killed_in_it(tmp_path: Path) -> None:
    async with (
        running("serve", "--config", gym(tmp_path, "sim://")) as service,
        screen(tmp_path / "belt.sock") as window,
    ):
        await until(lambda: "start_token" in (window.latest or {}), service)
        request = {"request": "start", "profile": "gentle-start"}
        request["token"] = (window.latest or {})["start_token"]
        assert await window.ask(json.dumps(request).encode()) == {"ok": True}
        await until(lambda: float((window.latest or {}).get("speed_kmh", 0)) > 0, service)
        (edges,) = children(service.process.pid)
        kill(edges)
        await until(lambda: children(service.process.pid) not in ([], [edges]), service)
        assert await window.ask(b'{"request":"stop"}') == {"ok": True}
        await until(lambda: "walk" not in (window.latest or {}), service)
        await until(lambda: rows(tmp_path, "SELECT summary FROM sessions") != [(None,)], service)

    ((summary,),) = rows(tmp_path, "SELECT summary FROM sessions")
    found = json.loads(summary)
    assert (found["outcome"], found["stopped_by"]) == ("stopped", "user")
    events = [json.loads(data)["event"] for (data,) in rows(tmp_path, "SELECT data FROM events")]
    for name in ("started", "stop_requested", "standing"):
        assert events.count(name) == 1, events
