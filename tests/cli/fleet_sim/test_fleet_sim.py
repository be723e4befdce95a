import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import until
from tests.mosquitto import Mosquitto, at_work, reader
from treadctl.edges.mqtt_payloads import Event, Telemetry
from treadctl.tasks import end_child

pytestmark = pytest.mark.realtime

PATIENCE_S = 30.0
START_LIMIT_S = 90.0  # its walks are told first
NAMES = ("treadmill-1", "treadmill-2")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with at_work(tmp_path) as found:
        yield found


async def test_each_machine_tells_what_a_real_one_would_and_nothing_is_lost(
    broker: Mosquitto,
) -> None:
    url = f"mqtt://127.0.0.1:{broker.port}"
    command = ("-m", "treadctl", "fleet-sim", "--machines", str(len(NAMES)), "--broker", url)
    async with reader(broker.port, "treadctl/v1/sim/#") as outside:
        simulated = await asyncio.create_subprocess_exec(
            sys.executable, *command, "--json", stdout=asyncio.subprocess.PIPE
        )
        try:
            for name in NAMES:
                base = f"treadctl/v1/sim/{name}"
                await until(partial(outside.of, f"{base}/telemetry"), START_LIMIT_S)
                for topic in ("info", "state", "health", "telemetry"):
                    found = json.loads((await outside.first(f"{base}/{topic}")).payload)
                    assert found["simulated"] is True
            simulated.send_signal(signal.SIGINT)
            out, _ = await asyncio.wait_for(simulated.communicate(), PATIENCE_S)
        finally:
            await end_child(simulated)
        sent = json.loads(out)
        samples = [*outside.of("+/+/+/+/telemetry"), *outside.of("+/+/+/+/backfill")]
        live = [Telemetry.model_validate_json(m.payload) for m in samples]
        told = [*outside.of("+/+/+/+/event/#"), *outside.of("+/+/+/+/session/#")]
        events = {Event.model_validate_json(m.payload).id for m in told}
    assert sent["machines"] == len(NAMES)
    assert len({one.id for one in live}) == sent["telemetry_sent"] > 0
    assert len(events) == sent["events_sent"] > 0
    assert {one.session_id is not None for one in live} == {True}
    assert any(one.speed_kmh for one in live)
