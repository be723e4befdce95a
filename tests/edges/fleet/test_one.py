import pytest

from tests.edges.fleet.machines import WALK, Teller, alarm, event, health, info, state
from treadctl.edges.fleet.one import LATCHED, UNREADABLE, WAS_MOVING
from treadctl.edges.fleet.row import LastStop
from treadctl.model import BeltState, StopCause


@pytest.fixture
def teller() -> Teller:
    """A machine that is online and told how it is."""
    found = Teller()
    found.say("availability", b"online")
    found.say("info", info())
    found.say("state", state())
    return found


def test_a_machine_is_shown_as_it_says_it_is(teller: Teller) -> None:
    row = teller.row()
    assert (row.site, row.machine, row.state, row.walker) == ("gym-1", "tm-1", "standing", False)
    assert (row.linked, row.pain_button, row.model, row.version) == (
        *(True, "wired"),
        *("Model 3", "1.2.3"),
    )
    assert row.alarms == ()


@pytest.mark.parametrize(
    ("said", "walker"),
    [
        (state(), False),
        (state(BeltState.MOVING), True),
        (state(walk=WALK), True),
        (state(console=True), True),
    ],
)
def test_a_walker_is_there_or_not_and_is_never_named(
    teller: Teller, said: bytes, walker: bool
) -> None:
    teller.say("state", said)
    assert teller.row().walker is walker


def test_a_machine_that_went_away_is_away_since_then_and_does_not_stand(teller: Teller) -> None:
    teller.say("availability", b"offline", 60.0)
    row = teller.row(60.0)
    assert (row.state, row.away_since) == ("away", "2026-11-22T12:01:00Z")
    assert (row.walker, row.linked) == (None, None)


def test_one_that_was_away_before_anybody_listened_says_when_it_was_last_heard() -> None:
    teller = Teller()
    teller.say("availability", b"offline", 500.0)
    teller.say("info", info(at=0.0), 500.0)
    row = teller.row(500.0)
    assert (row.state, row.away_since) == ("away", None)
    assert row.last_heard == "2026-11-22T12:00:00.000Z"


def test_one_that_is_back_is_not_away_any_more(teller: Teller) -> None:
    teller.say("availability", b"offline", 1.0)
    teller.say("availability", b"online", 2.0)
    assert (teller.row(2.0).state, teller.row(2.0).away_since) == ("standing", None)


def test_one_that_is_silent_is_unknown_though_it_stood(teller: Teller) -> None:
    assert teller.row(89.0).state == "standing"
    assert teller.row(91.0).state == "unknown"


def test_one_that_went_away_with_a_moving_belt_is_an_alarm(teller: Teller) -> None:
    teller.say("state", state(BeltState.MOVING))
    teller.say("availability", b"offline")
    assert WAS_MOVING in teller.row().alarms


def test_an_alarm_stays_until_it_is_emptied(teller: Teller) -> None:
    teller.say("alarm", alarm("PULL THE SAFETY KEY."))
    assert teller.row().alarms == ("PULL THE SAFETY KEY.",)
    teller.say("alarm", b"")
    assert teller.row().alarms == ()


def test_a_stop_that_waits_to_be_confirmed_is_an_alarm(teller: Teller) -> None:
    teller.say("state", state(latched=True, stop_cause=StopCause.PAIN))
    assert teller.row().alarms == (LATCHED,)


def test_a_stop_that_nobody_heard_has_its_cause_alone(teller: Teller) -> None:
    teller.say("state", state(stop_cause=StopCause.USER))
    assert teller.row().last_stop == LastStop("user")


def test_a_stop_that_was_heard_has_its_latency(teller: Teller) -> None:
    teller.say("event/stop_requested", event(10.0, StopCause.PAIN))
    teller.say("event/stop_written", event(10.012))
    teller.say("event/standing", event(12.5))
    assert teller.row().last_stop == LastStop("pain", "2026-11-22T12:00:10.000Z", 12.0, 2.5)


def test_two_machines_with_one_id_are_named_with_their_models(teller: Teller) -> None:
    teller.say("info", info("b2", machine="Model 4"), 1.0)
    assert teller.row(1.0).alarms == ()
    teller.say("info", info("b1", machine="Model 3"), 2.0)
    assert teller.row(2.0).alarms == (
        "Two machines call themselves gym-1/tm-1: Model 3 and Model 4.",
    )


@pytest.mark.parametrize("payload", [b"", b"\xff", b"[]", b'{"v":1}', b'{"belt":"flying"}'])
def test_what_nobody_can_read_is_said_and_leaves_what_was_known(
    teller: Teller, payload: bytes
) -> None:
    teller.say("state", payload)
    row = teller.row()
    assert (row.state, row.alarms) == ("standing", (UNREADABLE,))


@pytest.mark.parametrize(
    ("connections", "uptime_s", "restless"),
    [(4, 60.0, True), (3, 10.0, False), (4, 3600.0, False), (40, 1800.0, True)],
)
def test_one_that_connects_again_and_again_is_told_whoever_looked_only_now(
    teller: Teller, connections: int, uptime_s: float, restless: bool
) -> None:
    teller.say("health", health(connections, uptime_s))
    said = f"It lost the broker {connections - 1} times in {uptime_s:.0f} s: "
    assert [one.startswith(said) for one in teller.row().alarms] == [True] * restless
