"""What the edges process costs: that it is a real one, and that it tells of the walk meanwhile."""

from pathlib import Path

import pytest

from treadctl.cli.bench.bare_mqtt import mosquitto
from treadctl.cli.bench.edges_load import edges_load


@pytest.mark.realtime
async def test_the_process_that_is_weighed_tells_what_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadctl.cli.bench.edges_load.SETTLE_S", 1.0)
    with mosquitto() as port:
        found = await edges_load(port, tmp_path, seconds=1.0)
    assert found["edges_samples"] > 0
    assert 0 <= found["edges_cpu_percent"] < 200
