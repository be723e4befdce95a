"""The cable to a simulated bridge. In virtual time."""

import asyncio

import pytest

from simulators.bridge_rig import BridgeRig
from treadctl.errors import ConnectFailed


def nothing(_: object) -> None:
    """Hear it and do nothing."""


async def test_a_port_is_opened_by_one_at_a_time() -> None:
    rig = BridgeRig()
    port = await rig.open_line(nothing, nothing)
    with pytest.raises(ConnectFailed, match="in use"):
        await rig.open_line(nothing, nothing)
    port.close()
    await rig.open_line(nothing, nothing)


async def test_a_pulled_cable_is_told_once_and_the_port_is_gone_until_it_is_back() -> None:
    rig, lost = BridgeRig(), list[str]()
    await rig.open_line(nothing, lost.append)
    rig.lose()
    rig.lose()
    await asyncio.sleep(1.0)
    assert lost == ["The cable was pulled. Plug it in."]
    with pytest.raises(ConnectFailed, match="no such port"):
        await rig.open_line(nothing, nothing)
    rig.restore()
    await rig.open_line(nothing, nothing)


async def test_each_control_step_is_told() -> None:
    steps: list[float] = []
    rig = BridgeRig(stepped=lambda: steps.append(asyncio.get_running_loop().time()))
    await asyncio.sleep(1.0)
    assert rig.in_reach and 98 <= len(steps) <= 101


async def test_a_closed_port_writes_and_hears_nothing() -> None:
    rig, heard = BridgeRig(), list[bytes]()
    port = await rig.open_line(heard.append, nothing)
    port.close()
    port.write(b"\x00")
    port.received_if_open(b"\x00")
    assert heard == []
