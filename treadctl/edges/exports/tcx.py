"""A walk as TCX, which most training sites read. Pure.

Source: Garmin's public schemas TrainingCenterDatabase v2 and ActivityExtension v2.
"""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from treadctl.edges.exports.track import Point, Track

_SPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_EXTENSION = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"


def tcx(track: Track) -> bytes:
    """The file: one activity of one lap."""
    root = Element("TrainingCenterDatabase", {"xmlns": _SPACE})
    activity = SubElement(SubElement(root, "Activities"), "Activity", {"Sport": "Other"})
    _text(activity, "Id", _time(track.started))
    lap = SubElement(activity, "Lap", {"StartTime": _time(track.started)})
    _text(lap, "TotalTimeSeconds", f"{track.duration_s:.1f}")
    # The schema wants these two of every lap, also where nobody counted.
    _text(lap, "DistanceMeters", f"{track.distance_m or 0:.1f}")
    if track.peak_speed_m_s is not None:
        _text(lap, "MaximumSpeed", f"{track.peak_speed_m_s:.3f}")
    _text(lap, "Calories", "0")
    _text(lap, "Intensity", "Active")
    _text(lap, "TriggerMethod", "Manual")
    if track.points:
        points = SubElement(lap, "Track")
        for point in track.points:
            _point(points, point)
    _text(activity, "Notes", "Recorded by treadctl on a treadmill.")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _point(points: Element, point: Point) -> None:
    found = SubElement(points, "Trackpoint")
    _text(found, "Time", _time(point.when))
    if point.distance_m is not None:
        _text(found, "DistanceMeters", f"{point.distance_m:.1f}")
    if point.heart_rate_bpm is not None:
        _text(SubElement(found, "HeartRateBpm"), "Value", str(point.heart_rate_bpm))
    if point.speed_m_s is not None:
        extension = SubElement(SubElement(found, "Extensions"), "TPX", {"xmlns": _EXTENSION})
        _text(extension, "Speed", f"{point.speed_m_s:.3f}")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _time(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
