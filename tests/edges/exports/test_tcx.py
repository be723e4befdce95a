from xml.etree.ElementTree import Element, fromstring

from tests.edges.exports.walked import WALK, measured, samples
from treadctl.edges.exports.tcx import tcx
from treadctl.edges.exports.track import track

NAMES = {
    "t": "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2",
    "x": "http://www.garmin.com/xmlschemas/ActivityExtension/v2",
}
# The order that the public schema asks for.
LAP = ("TotalTimeSeconds", "DistanceMeters", "MaximumSpeed", "Calories", "Intensity",
       "TriggerMethod", "Track")  # fmt: skip


def parsed(content: bytes) -> Element:
    return fromstring(content)  # noqa: S314 - we wrote it


def text(root: Element, path: str) -> str | None:
    return root.findtext(path, namespaces=NAMES)


def test_a_walk_is_one_activity_of_one_lap_with_its_totals() -> None:
    root = parsed(tcx(track(WALK, samples())))
    assert text(root, "t:Activities/t:Activity/t:Id") == "2026-03-01T12:00:00.000Z"
    lap = root.find("t:Activities/t:Activity/t:Lap", NAMES)
    assert lap is not None
    assert [child.tag.split("}")[1] for child in lap] == list(LAP)
    assert (text(lap, "t:TotalTimeSeconds"), text(lap, "t:DistanceMeters")) == ("60.0", "48.0")
    assert text(lap, "t:MaximumSpeed") == "1.000"


def test_each_point_tells_what_was_measured() -> None:
    root = parsed(tcx(track(WALK, samples())))
    points = root.findall(".//t:Trackpoint", NAMES)
    assert len(points) == 60
    assert text(points[30], "t:Time") == "2026-03-01T12:00:30.000Z"
    assert text(points[30], "t:DistanceMeters") == "30.0"
    assert text(points[30], "t:HeartRateBpm/t:Value") == "93"
    assert text(points[30], "t:Extensions/x:TPX/x:Speed") == "1.000"


def test_what_was_not_measured_is_not_in_a_point() -> None:
    root = parsed(tcx(track(WALK, [measured(1.0, {})])))
    (point,) = root.findall(".//t:Trackpoint", NAMES)
    assert [child.tag.split("}")[1] for child in point] == ["Time"]
