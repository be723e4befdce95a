from functools import cache
from itertools import pairwise

from treadctl.cli.fleet_sim.tape import EVERY_S, PLOTS, STOPPED_AT_S, Tape, record, stopped, tapes
from treadctl.edges.mqtt_messages import SESSION_STARTED, SESSION_SUMMARY
from treadctl.model import BeltState


@cache
def walk() -> Tape:
    return record("gentle-start", ("60=pain",))


def events(tape: Tape) -> list[str]:
    return [frame.data["event"] for frame in tape if frame.kind == "event"]


def belts(tape: Tape) -> list[str]:
    return [frame.data["belt"] for frame in tape if frame.kind == "snapshot"]


def test_a_walk_goes_from_a_standing_belt_over_a_moving_one_to_a_standing_one() -> None:
    shown = belts(walk())
    assert (shown[0], shown[-1]) == (BeltState.STANDING, BeltState.STANDING)
    assert BeltState.MOVING in shown


def test_what_happened_is_in_it_in_the_order_of_a_service() -> None:
    told = events(walk())
    names = ("started", SESSION_STARTED, "stop_requested", "standing", SESSION_SUMMARY)
    places = [told.index(name) for name in names]
    assert places == sorted(places)


def test_it_shows_a_sample_a_second_and_each_change() -> None:
    at = [frame.t_s for frame in walk() if frame.kind == "snapshot"]
    pauses = [later - earlier for earlier, later in pairwise(at)]
    assert max(pauses) <= EVERY_S + 0.25
    assert len(at) < 1.5 * at[-1]


def test_a_walk_that_was_stopped_begins_with_the_stop() -> None:
    tape = stopped()
    assert (events(tape)[0], tape[0].t_s) == ("stop_requested", 0.0)
    assert tape[-1].t_s < STOPPED_AT_S
    assert belts(tape)[-1] == BeltState.STANDING


def test_a_gym_has_as_many_different_walks_as_it_needs() -> None:
    found = tapes(2)
    assert len(found) == 2
    assert found[0] != found[1]
    assert "latched" in events(found[1])  # the second one ends with PAIN
    assert len(PLOTS) > 2
