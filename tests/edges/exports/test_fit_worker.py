import json
from dataclasses import asdict

from fit_tool.fit_file import FitFile
from fit_tool.profile.messages.record_message import RecordMessage

from tests.edges.exports.walked import WALK, measured
from treadctl.edges.exports.fit_worker import encoded
from treadctl.edges.exports.track import track
from treadctl.edges.recorder.kept import ms


def test_a_walk_of_which_little_is_known_is_a_file_all_the_same() -> None:
    known = track(WALK, [measured(1.0, {}), measured(2.0, {"speed_kmh": 1.8}), measured(3.0, {})])
    content = encoded(json.loads(json.dumps(asdict(known), default=ms)))
    messages = [record.message for record in FitFile.from_bytes(content).records]
    records = [one for one in messages if isinstance(one, RecordMessage)]
    assert [one.enhanced_speed for one in records] == [None, 0.5, None]
    assert [one.heart_rate for one in records] == [None] * 3


def test_of_several_measurements_in_a_second_the_last_one_counts() -> None:
    quick = track(WALK, [measured(n / 4, {"speed_kmh": 3.6 * n}) for n in range(8)])
    content = encoded(json.loads(json.dumps(asdict(quick), default=ms)))
    messages = [record.message for record in FitFile.from_bytes(content).records]
    speeds = [one.enhanced_speed for one in messages if isinstance(one, RecordMessage)]
    assert speeds == [3.0, 7.0]
