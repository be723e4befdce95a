"""The scene of the MQTT bench: what is posted is recorded, once."""

from pathlib import Path

import pytest

from tests.edges.mqtt_rig import until
from treadctl.board.board import Board
from treadctl.board.window import NearWindow
from treadctl.cli.bench.mqtt_scene import post, recorded
from treadctl.edges.outbox import Entry, Kind

pytestmark = pytest.mark.realtime


async def test_each_post_is_one_sample_that_knows_its_number(tmp_path: Path) -> None:
    board, heard = Board(), list[Entry]()
    window = NearWindow(board, lambda _request: None)
    async with recorded(window, tmp_path / "history.sqlite") as recorder:
        with recorder.followed(heard.append):
            for number in range(5):
                post(board, number, ahead_s=number * 0.01)
            await until(lambda: len(heard) == 5)
    assert {entry.kind for entry in heard} == {Kind.SAMPLE}
    assert [entry.data["distance_m"] for entry in heard] == list(range(5))
