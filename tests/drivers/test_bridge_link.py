"""The lease: how it is taken, held and let go. Against the firmware itself, in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from firmware_bridge import wire
from simulators.bridge_rig import BridgePort, BridgeRig
from treadctl.drivers.bridge_link import LEASE_MS, LOST_S, SILENT_S, BridgeLink, Setpoint
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.protocols.bridge_status import Status


class Held:
    """A link at a bridge. `beats`: whether the owner lets the lease be renewed."""

    def __init__(self) -> None:
        self.rig = BridgeRig()
        self.beats = True
        self.stops_at: list[float] = []
        self.link = BridgeLink(self.rig.open_line, self, lambda: self.beats)
        self.prepared = False
        self.running: asyncio.Task[None]

    def told(self, before: Status | None, now: Status) -> None:
        """Nothing."""

    def stop_written(self, at: float) -> None:
        self.stops_at.append(at)

    async def prepare(self) -> None:
        self.prepared = True

    @property
    def state(self) -> int:
        return self.rig.machine.bridge.control.state

    async def armed(self) -> None:
        await asyncio.sleep(3.5)
        assert self.prepared
        await self.link.arm()

    async def running_belt(self) -> None:
        await self.armed()
        await self.link.hold(Setpoint(True, 80))
        await asyncio.sleep(2.0)
        assert self.state == wire.RUNNING


@asynccontextmanager
async def linked() -> AsyncIterator[Held]:
    held = Held()
    held.running = asyncio.create_task(held.link.run(held.prepare))
    try:
        yield held
    finally:
        held.running.cancel()
        await asyncio.gather(held.running, return_exceptions=True)


async def test_arming_closes_the_relay_and_moves_nothing() -> None:
    async with linked() as held:
        await held.armed()
        await asyncio.sleep(5.0)
        assert held.state == wire.ARMED and held.rig.machine.relay.closed
        assert held.rig.machine.belt.peak_speed_kmh == 0.0


async def test_a_lease_that_its_owner_does_not_renew_ends() -> None:
    async with linked() as held:
        await held.running_belt()
        held.beats = False
        await asyncio.sleep(LEASE_MS / 1000 + 0.05)
        assert held.state == wire.STOPPING


async def test_silence_is_answered_by_a_stop_and_then_by_leaving() -> None:
    async with linked() as held:
        await held.running_belt()
        begin = asyncio.get_running_loop().time()
        held.rig.machine.hangs = True
        with pytest.raises(LinkLost, match="The bridge is silent"):
            await held.running
        assert SILENT_S < held.stops_at[0] - begin < SILENT_S + 0.2
        assert asyncio.get_running_loop().time() - begin < LOST_S + 0.3


async def test_a_silence_in_which_we_did_not_look_counts_at_the_next_look() -> None:
    async with linked() as held:
        await held.running_belt()
        late = asyncio.get_running_loop().time() + 0.4
        held.link._tick(late)
        assert not held.link.stopping
        held.link._tick(late + 0.05)
        assert held.link.stopping


async def test_a_stop_before_the_port_is_open_is_the_first_thing_written() -> None:
    held = Held()
    held.link.stop()
    running = asyncio.create_task(held.link.run(held.prepare))
    await asyncio.sleep(2.0)
    assert held.rig.machine.writes[0][1][0] == wire.STOP
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_stop_that_opens_is_said_until_the_relay_is_open() -> None:
    async with linked() as held:
        await held.running_belt()
        held.link.stop(wire.STOP_OPEN)
        assert held.link.stopping
        await asyncio.sleep(0.3)
        assert not held.rig.machine.relay.closed and not held.link.stopping


async def test_a_welded_relay_is_told_to_open_for_as_long_as_it_is_closed() -> None:
    async with linked() as held:
        await held.running_belt()
        held.rig.machine.relay.welded = True
        held.link.stop(wire.STOP_OPEN)
        await asyncio.sleep(3.0)
        assert held.link.stopping and len(held.stops_at) > 20


async def test_a_ramp_never_softens_a_stop_that_opens() -> None:
    async with linked() as held:
        await held.running_belt()
        held.rig.mute = True
        held.link.stop(wire.STOP_OPEN)
        held.link.stop(wire.STOP_RAMP)
        held.rig.mute = False
        await asyncio.sleep(0.3)
        assert not held.rig.machine.relay.closed


async def test_a_stop_under_an_arming_refuses_it() -> None:
    async with linked() as held:
        await asyncio.sleep(3.5)
        arming = asyncio.create_task(held.link.arm())
        await asyncio.sleep(0.012)
        held.link.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await arming
        with pytest.raises(Refused, match="A stop came first"):
            await held.link.ask(wire.ARM, 1)


async def test_a_loss_under_an_arming_refuses_it_with_the_reason() -> None:
    async with linked() as held:
        await asyncio.sleep(3.5)
        arming = asyncio.create_task(held.link.arm())
        await asyncio.sleep(0.005)
        held.rig.lose()
        with pytest.raises(Refused):
            await arming


async def test_a_bridge_that_falls_silent_under_an_arming_is_no_start() -> None:
    async with linked() as held:
        await asyncio.sleep(3.5)
        held.rig.mute = True
        with pytest.raises(Refused, match="The bridge is silent"):
            await held.link.arm()


async def test_a_setpoint_that_is_not_taken_gives_way_to_the_one_before() -> None:
    async with linked() as held:
        await held.running_belt()
        result = await held.link.hold(Setpoint(True, 5000))
        assert result is not None and result.code == wire.OUT_OF_RANGE
        await asyncio.sleep(2.0)
        assert held.state == wire.RUNNING


async def test_before_a_status_nothing_is_asked() -> None:
    with pytest.raises(Refused, match="not ready yet"):
        await Held().link.clear()


async def test_a_line_that_goes_while_greeting_fails_to_connect() -> None:
    held = Held()
    held.rig.mute = True
    running = asyncio.create_task(held.link.run(held.prepare))
    await asyncio.sleep(0.5)
    held.rig.lose()
    with pytest.raises(ConnectFailed, match="The cable was pulled"):
        await running


async def test_a_bridge_of_another_version_names_the_next_step() -> None:
    class Newer(BridgeRig):
        def carry(self, port: BridgePort, data: bytes) -> None:
            for frame in wire.Receiver().feed(data):
                nonce = wire.unpack(wire.HELLO, frame.payload)[2]
                greeting = wire.pack(wire.HELLO_ACK, 2, 1, 1, nonce, 0, 1200, 500)
                status = wire.pack(wire.STATUS, *[0] * 10)
                port.received_if_open(wire.encode(wire.HELLO_ACK, 1, 1, 7, greeting))
                port.received_if_open(wire.encode(wire.STATUS, 2, 1, 7, status))

    held = Held()
    with pytest.raises(ConnectFailed, match=r"another version.*treadctl bridge flash"):
        await BridgeLink(Newer().open_line, held).run(held.prepare)
