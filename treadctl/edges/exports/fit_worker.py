"""Makes a FIT file of the track on standard input: `python -m treadctl.edges.exports.fit_worker`.

Input: a Track as JSON, its dates in milliseconds since 1970. Output: the file's bytes.
Source of the messages an activity has: the public FIT protocol, "Activity files".
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.message import Message
from fit_tool.profile.messages.activity_message import ActivityMessage
from fit_tool.profile.messages.event_message import EventMessage
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.record_message import RecordMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.profile_type import (
    Activity,
    Event,
    EventType,
    FileType,
    Manufacturer,
    Sport,
    SubSport,
)

Json = dict[str, Any]


def main() -> None:
    """Read a track, write its file."""
    sys.stdout.buffer.write(encoded(json.load(sys.stdin)))


def encoded(track: Json) -> bytes:
    """The file of one track."""
    builder = FitFileBuilder(auto_define=True)
    for message in _messages(track):
        builder.add(message)
    made: bytes = builder.build().to_bytes()
    return made


def _messages(track: Json) -> Iterator[Message]:
    yield _file_id(track)
    yield _timer(EventType.START, track["started"])
    for point in _a_second(track["points"]):
        yield _record(point)
    yield _timer(EventType.STOP_ALL, track["ended"])
    yield _total(LapMessage(), track)
    session = _total(SessionMessage(), track)
    session.first_lap_index, session.num_laps = 0, 1
    yield session
    yield _activity(track)


def _a_second(points: list[Json]) -> list[Json]:
    """The last point of each second: the format tells no two within one apart."""
    return list({point["when"] // 1000: point for point in points}.values())


def _file_id(track: Json) -> FileIdMessage:
    message = FileIdMessage()
    message.type = FileType.ACTIVITY
    message.manufacturer = Manufacturer.DEVELOPMENT.value
    message.product = 0
    message.time_created = track["started"]
    return message


def _timer(kind: EventType, when_ms: int) -> EventMessage:
    message = EventMessage()
    message.event, message.event_type, message.timestamp = Event.TIMER, kind, when_ms
    return message


def _record(point: Json) -> RecordMessage:
    message = RecordMessage()
    message.timestamp = point["when"]
    if point["speed_m_s"] is not None:
        message.enhanced_speed = point["speed_m_s"]
    if point["distance_m"] is not None:
        message.distance = point["distance_m"]
    if point["inclination_percent"] is not None:
        message.grade = point["inclination_percent"]
    if point["heart_rate_bpm"] is not None:
        message.heart_rate = point["heart_rate_bpm"]
    return message


def _total(message: Any, track: Json) -> Any:
    """A lap or a session, which are told in the same words."""
    duration_s = (track["ended"] - track["started"]) / 1000
    message.message_index = 0
    message.timestamp, message.start_time = track["ended"], track["started"]
    message.total_elapsed_time = message.total_timer_time = duration_s
    message.sport, message.sub_sport = Sport.WALKING, SubSport.TREADMILL
    if track["distance_m"] is not None:
        message.total_distance = track["distance_m"]
    if track["peak_speed_m_s"] is not None:
        message.enhanced_max_speed = track["peak_speed_m_s"]
    return message


def _activity(track: Json) -> ActivityMessage:
    message = ActivityMessage()
    message.timestamp = track["ended"]
    message.total_timer_time = (track["ended"] - track["started"]) / 1000
    message.num_sessions, message.type = 1, Activity.MANUAL
    message.event, message.event_type = Event.ACTIVITY, EventType.STOP
    return message


if __name__ == "__main__":
    main()
