"""What is asked after a walk in the terminal, and where it is kept."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.edges.recorder.news import database, walk
from treadctl.cli.afterwards import After, keep
from treadctl.edges.recorder.store import Store


def press(after: After, keys: str) -> None:
    for key in keys:
        after.press(key.encode())


def test_it_asks_for_the_pain_then_for_the_effort_and_no_more() -> None:
    after = After("gentle-start", "A")
    assert after.words.startswith("How strong is the pain now?")
    press(after, "2")
    assert after.words.startswith("How hard was the walk?") and not after.over.is_set()
    press(after, "t")
    assert after.said == {"end_pain": 2, "effort": 10}
    assert after.words == "" and after.over.is_set()


def test_q_leaves_the_rest_out() -> None:
    after = After("gentle-start", "A")
    press(after, "3q")
    assert after.said == {"end_pain": 3} and after.over.is_set()


def test_after_a_pain_stop_it_asks_what_it_is_like_and_tells_who_needs_help() -> None:
    after = After("gentle-start", "A", stopped_for_pain=True)
    assert "1: Dull pain" in after.words
    press(after, "4")
    assert after.said == {"quality": "numb_or_weak"}
    assert after.words.startswith("Do not walk. Get help now.") and not after.over.is_set()
    press(after, "3")
    assert not after.over.is_set()
    press(after, "q")
    assert after.over.is_set()


def test_a_press_by_mistake_needs_no_more_words() -> None:
    after = After("gentle-start", "A", stopped_for_pain=True)
    press(after, "6")
    assert after.said == {"quality": "mistake"} and after.over.is_set()


@pytest.mark.parametrize("keys", [" ", "\n", "y", "a", "+"])
def test_another_key_does_nothing(keys: str) -> None:
    after = After("gentle-start", "A")
    press(after, keys)
    after.press(b"\xc3")
    assert after.said == {} and not after.over.is_set()


def told(folder: Path) -> list[dict[str, int]]:
    db = sqlite3.connect(folder / "history.sqlite")
    rows = db.execute("SELECT told FROM said_of_walks").fetchall()
    db.close()
    return [json.loads(one) for (one,) in rows]


@pytest.mark.realtime
async def test_what_a_guest_said_is_kept_with_the_walk_that_just_was(tmp_path: Path) -> None:
    database(tmp_path, walk()).close()
    history = Store(tmp_path / "history.sqlite")
    await keep(history, {"end_pain": 2, "effort": 3}, since=0.0)
    assert told(tmp_path) == [{"end_pain": 2, "effort": 3}]
    await keep(history, {"end_pain": 9}, since=1e9)  # no such walk: nobody else's is meant
    assert told(tmp_path) == [{"end_pain": 2, "effort": 3}]
    history.close()


@pytest.mark.realtime
async def test_a_disk_in_trouble_costs_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file in the folder's place", encoding="utf-8")
    history = Store(tmp_path / "state" / "history.sqlite")
    await keep(history, {"effort": 3}, since=0.0)
    assert "could not be kept" in caplog.text
    history.close()
