from tests.edges.fleet.machines import happened, ts
from treadctl.edges.fleet.row import LastStop
from treadctl.edges.fleet.stops import Stops
from treadctl.model import StopCause

ASKED, WRITTEN, STANDS = "stop_requested", "stop_written", "standing"


def test_each_step_of_a_stop_is_timed_from_its_beginning() -> None:
    stops = Stops()
    stops.hear(ASKED, happened(1.0, StopCause.USER))
    stops.hear(WRITTEN, happened(1.004))
    stops.hear(WRITTEN, happened(1.254))  # a repeat: the first counts
    stops.hear(STANDS, happened(3.5))
    assert stops.last == LastStop("user", ts(1.0), 4.0, 2.5)


def test_a_stop_is_told_once_its_belt_stands_and_only_then() -> None:
    stops = Stops()
    assert stops.hear(ASKED, happened(1.0, StopCause.PAIN)) is None
    assert stops.hear(STANDS, happened(2.0)) == stops.last
    assert stops.hear(STANDS, happened(2.0)) is None


def test_the_newest_stop_counts_and_one_that_comes_twice_changes_nothing() -> None:
    stops = Stops()
    stops.hear(ASKED, happened(1.0, StopCause.USER))
    stops.hear(STANDS, happened(2.0))
    stops.hear(ASKED, happened(5.0, StopCause.PAIN))
    stops.hear(ASKED, happened(1.0, StopCause.USER))
    stops.hear(STANDS, happened(2.0))
    assert stops.last == LastStop("pain", ts(5.0))


def test_a_belt_that_stands_without_a_stop_is_no_stop() -> None:
    stops = Stops()
    stops.hear(STANDS, happened(2.0))
    stops.hear(WRITTEN, happened(2.0))
    assert stops.last is None
