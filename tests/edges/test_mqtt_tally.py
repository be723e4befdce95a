from treadctl.edges.mqtt_commands import Refusal
from treadctl.edges.mqtt_tally import Tally


def test_refusals_are_counted_by_the_reason() -> None:
    tally = Tally()
    tally.refused[Refusal.NOT_JSON] += 2
    tally.stops_taken += 1
    assert tally.counts() == {"connections": 0, "stops_taken": 1, "refused": {"not_json": 2}}
