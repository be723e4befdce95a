"""`treadctl bench footprint`: real processes are weighed."""

import pytest

from treadctl.cli.bench.footprint import measure


@pytest.mark.realtime
def test_the_processes_are_started_and_weighed() -> None:
    found = measure(settle_s=1.5)
    belt_mb, edges_mb = float(found["belt_rss_mb"]), float(found["edges_rss_mb"])
    assert belt_mb > 5 and edges_mb > 5 and float(found["demo_belt_rss_mb"]) > belt_mb
    assert float(found["total_rss_mb"]) == pytest.approx(belt_mb + edges_mb, abs=0.11)
    assert 0 < float(found["help_s"]) and 0 < float(found["ready_s"])
