"""The tap: it sees each stop, and keeps it from the machine only while it is closed."""

import pytest

from simulators.memory_gatt import MemoryRig
from treadctl.cli.bench.tap import Tap
from treadctl.protocols.ftms_control import REQUEST_CONTROL, STOP


@pytest.mark.parametrize(
    ("closed", "arrived"), [(True, [REQUEST_CONTROL]), (False, [REQUEST_CONTROL, STOP])]
)
async def test_a_stop_is_seen_and_arrives_unless_the_tap_is_closed(
    closed: bool, arrived: list[bytes]
) -> None:
    rig = MemoryRig()
    tap = Tap(rig.machine)
    client = await rig.open_client(lambda _client: None)
    tap.attach(client)
    await client.start_notify(tap.control_point, lambda _sender, _data: None)
    await client.write_gatt_char(tap.control_point, REQUEST_CONTROL, response=True)
    assert not tap.over.is_set() and tap.handed_over_ns == 0
    rig.machine.indication_confirmed()
    tap.closed = closed
    await client.write_gatt_char(tap.control_point, STOP, response=True)
    assert tap.over.is_set() and tap.handed_over_ns > 0
    assert [data for _, data in rig.machine.writes] == arrived
    await client.disconnect()
