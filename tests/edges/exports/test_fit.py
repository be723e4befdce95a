import io
import sys
from datetime import UTC, datetime
from typing import Any

import fitdecode
import fitparse
import pytest

from tests.edges.exports.walked import WALK, samples
from treadctl.edges.exports.fit import fit
from treadctl.edges.exports.track import track
from treadctl.errors import BadInput

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def made() -> bytes:
    return fit(track(WALK, samples()))


def by_fitdecode(content: bytes) -> Rows:
    found: Rows = {}
    reader = fitdecode.FitReader(io.BytesIO(content), check_crc=fitdecode.CrcCheck.RAISE)
    with reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                row = {field.name: field.value for field in frame.fields}
                found.setdefault(frame.name, []).append(row)
    return found


def by_fitparse(content: bytes) -> Rows:
    found: Rows = {}
    for message in fitparse.FitFile(io.BytesIO(content), check_crc=True).get_messages():
        row = {field.name: field.value for field in message.fields}
        found.setdefault(message.name, []).append(row)
    return found


READERS = pytest.mark.parametrize("read", [by_fitdecode, by_fitparse])


@pytest.mark.realtime
@READERS
def test_others_read_a_walk_on_a_treadmill_with_its_totals(made: bytes, read: Any) -> None:
    found = read(made)
    (session,) = found["session"]
    assert (session["sport"], session["sub_sport"]) == ("walking", "treadmill")
    assert session["total_elapsed_time"] == 60.0
    assert session["total_distance"] == 48.0
    assert found["file_id"][0]["type"] == "activity"
    assert len(found["lap"]) == len(found["activity"]) == 1
    assert [row["event_type"] for row in found["event"]] == ["start", "stop_all"]


@pytest.mark.realtime
@READERS
def test_others_read_every_measurement(made: bytes, read: Any) -> None:
    records = read(made)["record"]
    assert len(records) == 60
    last = records[-1]
    assert last["timestamp"].replace(tzinfo=UTC) == datetime(2026, 3, 1, 12, 0, 59, tzinfo=UTC)
    assert (last["enhanced_speed"], last["distance"]) == (1.0, 59.0)
    assert (last["heart_rate"], last["grade"]) == (95, 1.5)


@pytest.mark.realtime
@READERS
def test_a_heart_that_was_not_heard_has_no_rate(made: bytes, read: Any) -> None:
    assert read(made)["record"][0].get("heart_rate") is None


def test_without_the_extra_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fit_tool", None)
    monkeypatch.setattr("treadctl.edges.exports.fit.find_spec", lambda _name: None)
    with pytest.raises(BadInput, match="export extra"):
        fit(track(WALK, samples()))
