"""One look at a bridge. In virtual time."""

import asyncio

import pytest

from simulators.bridge_rig import BridgeRig
from treadctl.drivers.bridge_look import look
from treadctl.errors import ConnectFailed


async def test_a_look_tells_the_state_and_orders_nothing() -> None:
    rig = BridgeRig()
    await asyncio.sleep(2.0)
    found = await look(rig.open_line)
    assert found.key_in and found.at_rest and not found.pain_pressed
    assert rig.machine.writes == []


async def test_after_a_look_the_port_is_free() -> None:
    rig = BridgeRig()
    await look(rig.open_line)
    await look(rig.open_line)


async def test_where_no_bridge_answers_the_next_step_is_said() -> None:
    rig = BridgeRig()
    rig.mute = True
    with pytest.raises(ConnectFailed, match=r"No bridge answers there.*treadctl bridge flash"):
        await look(rig.open_line)


async def test_a_line_that_goes_under_the_look_says_so() -> None:
    rig = BridgeRig()
    rig.mute = True
    looking = asyncio.create_task(look(rig.open_line))
    await asyncio.sleep(0.1)
    rig.lose()
    with pytest.raises(ConnectFailed, match="The cable was pulled"):
        await looking
