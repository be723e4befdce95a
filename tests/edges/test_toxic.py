"""A slice of the ten minutes of `python -m tests.edges.toxic`."""

import pytest

from tests.edges.toxic import campaign

pytestmark = pytest.mark.realtime


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_a_bad_network_and_a_broker_that_is_killed_cost_nothing() -> None:
    found = await campaign(seconds=4.0, every_s=2.0)
    assert found["kills"] >= 2
    assert found["events"] > 5 and found["samples"] > 5
    lost = {key: found[key] for key in ("events_lost", "samples_lost", "out_of_order")}
    assert lost == {"events_lost": 0, "samples_lost": 0, "out_of_order": 0}, found
