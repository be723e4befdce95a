"""When a decoder is right about a frame, wrong, or did not read it at all."""

from typing import Any

import pytest

from treadctl.cli.bench.frames_worker import agrees, ours, theirs

SPEED = {"kind": "2acd", "frames": ["00006400"], "stated": {"speed_kmh": 1.0}}


class Peer:
    """A decoder that says this of every frame, or raises it."""

    def __init__(self, says: dict[str, Any] | Exception) -> None:
        self.says = says

    def deserialize(self, _data: bytes) -> "Peer":
        if isinstance(self.says, Exception):
            raise self.says
        return self

    def _asdict(self) -> Any:
        return self.says


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        (SPEED, "right"),
        (SPEED | {"stated": {"speed_kmh": 2.0}}, "wrong"),
        (SPEED | {"stated": {"steps": 2}}, "wrong"),
        (SPEED | {"frames": ["00"]}, "failed"),
        (SPEED | {"kind": "2ad4"}, "failed"),
        (SPEED | {"kind": "none"}, "failed"),
    ],
)
def test_our_verdict(record: dict[str, Any], verdict: str) -> None:
    assert ours(record) == {"frames": 1, verdict: 1}


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        ({"speed_instant": 1.0000000001}, {"peer_frames": 1, "peer_right": 1}),
        ({"speed_instant": 1.1}, {"peer_frames": 1, "peer_right": 0}),
        (TypeError(), {"peer_frames": 1, "peer_failed": 1}),
    ],
)
def test_the_verdict_of_a_peer(says: Any, verdict: dict[str, int]) -> None:
    assert theirs(SPEED, Peer(says)) == verdict
    assert theirs(SPEED | {"kind": "2ad4"}, Peer(says)) == {}


def test_more_than_is_stated_is_no_fault() -> None:
    assert agrees({"a": 1, "b": "x"}, {"b": "x"})
    assert not agrees({"a": 1}, {"a": 1, "b": "x"})
