"""Who walks is kept on this machine and told nobody else."""

from datetime import UTC, datetime

import pytest

from tests.edges.recorder.news import happened, look, written
from treadctl.edges import mqtt_messages as messages
from treadctl.edges.outbox import Entry, Kind

STARTED = happened(10.0, "started", profile="first-steps", pain=3, walker="w-7")


def test_the_recorder_keeps_whose_walk_it_is() -> None:
    kept = [one.entry.data for one in written([STARTED, look(11.0, 1.0)])]
    assert kept[0] == {"event": "session_started", "profile": "first-steps", "walker": "w-7"}
    assert kept[1]["walker"] == "w-7"


@pytest.mark.parametrize("name", ["started", "session_started"])
@pytest.mark.parametrize("pain", [False, True])
def test_no_message_names_a_walker(name: str, pain: bool) -> None:
    data = {"event": name, "profile": "first-steps", "pain": 3, "walker": "w-7"}
    session = "01HF0000000000000000000000"
    entry = Entry(1, Kind.EVENT, session, datetime(2026, 3, 1, tzinfo=UTC), data, session)
    message = messages.event(entry, pain=pain)
    assert message is not None
    assert "w-7" not in repr(message.payload)
    assert "pain" not in repr(message.payload) or (pain and name == "started")
