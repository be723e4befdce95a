"""The simulated treadmill behind a virtual adapter, as the commands find it on BlueZ."""

import json

import pytest

from simulators.bumble_rig import MACHINE
from simulators.guest.air import Air
from tests.processes import running

pytestmark = pytest.mark.realtime


async def test_scan_prints_the_address_to_use(air: Air) -> None:
    async with running("scan", "--json") as scan:
        assert await scan.ended() == 0
    (found,) = json.loads("\n".join(scan.out))
    assert found["kind"] == "treadmill"
    assert found["uri"] == f"ftms://{MACHINE}"
    assert found["name"] == air.machine.model.name
    assert air.machine.writes == []
