"""A bridge under observation. In virtual time."""

import asyncio

import pytest

from simulators.bridge_rig import BridgeRig
from treadctl.drivers.bridge_look import look, observe
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.protocols.bridge_status import Status


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


async def test_an_observer_hears_ten_statuses_a_second_until_they_stay_away() -> None:
    rig, heard = BridgeRig(), list[Status]()
    await asyncio.sleep(2.0)
    observing = asyncio.create_task(observe(rig.open_line, heard.append))
    await asyncio.sleep(10.0)
    assert 95 <= len(heard) <= 110 and rig.machine.writes == []
    rig.mute = True
    await asyncio.sleep(2.0)
    with pytest.raises(LinkLost, match=r"The bridge is silent\. Switch it off and on\."):
        await observing


async def test_a_cable_that_is_pulled_ends_the_observing() -> None:
    rig = BridgeRig()
    observing = asyncio.create_task(observe(rig.open_line, lambda _status: None))
    await asyncio.sleep(3.0)
    rig.lose()
    with pytest.raises(LinkLost, match="The cable was pulled"):
        await observing
