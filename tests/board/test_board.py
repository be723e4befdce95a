"""The board in memory: the newest snapshot, a stream of events, and who follows them."""

from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot
from treadctl.model import BeltState, Event


def snapshot(seq: int) -> Snapshot:
    return Snapshot(seq, float(seq), BeltState.UNKNOWN, False, None, False, "none")


def test_a_follower_hears_the_newest_snapshot_and_then_all_that_is_posted() -> None:
    board, heard = Board(), list[Snapshot | Event]()
    board.post(snapshot(1))
    board.post(snapshot(2))
    event = Event(3.0, "standing")
    with board.followed(heard.append):
        board.post(event)
        board.post(snapshot(4))
    assert heard == [snapshot(2), event, snapshot(4)]


def test_events_that_came_before_are_not_told_again() -> None:
    board, heard = Board(), list[Snapshot | Event]()
    board.post(Event(1.0, "started"))
    with board.followed(heard.append):
        assert heard == []
    assert board.latest is None


def test_whoever_left_hears_nothing_more() -> None:
    board, heard = Board(), list[Snapshot | Event]()
    with board.followed(heard.append):
        pass
    board.post(Event(1.0, "started"))
    assert heard == []


def test_one_who_leaves_while_news_is_told_hides_it_from_nobody() -> None:
    board, heard = Board(), list[Snapshot | Event]()

    def leave(_news: object) -> None:
        leaving.__exit__(None, None, None)

    leaving = board.followed(leave)
    leaving.__enter__()
    with board.followed(heard.append):
        board.post(Event(1.0, "started"))
        board.post(Event(2.0, "standing"))
    assert [one.at for one in heard] == [1.0, 2.0]
