from treadctl.edges.fleet.row import AWAY, LastStop, Row, as_json


def test_what_nobody_can_say_is_absent_at_every_depth() -> None:
    row = Row("gym-1", "tm-1", AWAY, last_stop=LastStop("pain"), walker=False)
    assert as_json(row) == {
        "site": "gym-1",
        "machine": "tm-1",
        "state": "away",
        "walker": False,
        "last_stop": {"cause": "pain"},
        "alarms": (),
    }
