"""A belt room as its edges see it: JSON types, one reply for each request, never an exception."""

import json
from collections.abc import Callable

import pytest

from treadctl.board.board import Board
from treadctl.board.requests import Request, Slower, Stop
from treadctl.board.snapshot import Snapshot, as_json
from treadctl.board.window import Json, NearWindow, answer, encode, message
from treadctl.errors import BadInput, Refused
from treadctl.model import BeltState, Event

SNAPSHOT = Snapshot(1, 2.5, BeltState.STANDING, True, "Walker", False, "none", speed_kmh=0.0)


def nothing(_request: Request) -> None:
    """Grant everything."""


def test_a_snapshot_and_an_event_as_messages() -> None:
    assert message(SNAPSHOT) == {"snapshot": as_json(SNAPSHOT)}
    event = Event(1.23456, "target", {"speed_kmh": 1.5, "answer": "accepted"})
    assert message(event) == {
        "event": {"at": 1.235, "event": "target", "speed_kmh": 1.5, "answer": "accepted"}
    }


def test_a_message_is_one_line_of_json() -> None:
    line = encode({"event": {"words": "a\nb \N{GREEK SMALL LETTER PI}"}})
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert json.loads(line) == {"event": {"words": "a\nb \N{GREEK SMALL LETTER PI}"}}


def test_what_is_no_json_is_not_sent_as_if_it_were() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode({"speed_kmh": float("nan")})


def test_a_request_that_was_carried_out_is_ok() -> None:
    asked: list[Request] = []
    assert answer(b'{"request":"slower"}', asked.append) == {"ok": True}
    assert asked == [Slower(request="slower")]


@pytest.mark.parametrize("error", [Refused, BadInput])
def test_a_request_that_was_refused_has_its_reason(error: Callable[[str], Exception]) -> None:
    def refuse(_request: Request) -> None:
        raise error("Not now.")

    assert answer(b'{"request":"slower"}', refuse) == {"ok": False, "reason": "Not now."}


def test_what_is_no_request_reaches_nobody() -> None:
    asked: list[Request] = []
    reply = answer(b'{"request":"faster"}', asked.append)
    assert not reply["ok"] and reply["reason"]
    assert asked == []


async def test_a_near_window_shows_what_the_board_has() -> None:
    board = Board()
    window = NearWindow(board, nothing)
    assert window.latest is None
    board.post(SNAPSHOT)
    assert window.latest == as_json(SNAPSHOT)


async def test_who_watches_a_near_window_gets_messages_until_he_leaves() -> None:
    board, seen = Board(), list[Json]()
    window = NearWindow(board, nothing)
    with window.watched(seen.append):
        board.post(SNAPSHOT)
    board.post(Event(1.0, "standing"))
    assert seen == [{"snapshot": as_json(SNAPSHOT)}]


async def test_a_near_window_asks_at_once() -> None:
    asked: list[Request] = []
    window = NearWindow(Board(), asked.append)
    assert await window.ask(b'{"request":"stop","pain":true}') == {"ok": True}
    assert asked == [Stop(pain=True)]
