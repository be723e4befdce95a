"""Machines as they are, what goes wrong with them, and a link that is lost."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, OMEGA_Z, T12B, UREVO_E1L, MachineModel
from simulators.memory_gatt import LATENCY_S
from tests.belt import guarded
from treadctl.errors import Refused
from treadctl.model import (
    Rejected,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
)
from treadctl.protocols import ftms_control
from treadctl.safety.limits import TIERS

STOP = ftms_control.STOP
TRIP_S = LATENCY_S + 1e-6


# -- machines as they are -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "measured_kmh"),
    [(UREVO_E1L, 1.92), (OMEGA_Z, 0.8), (T12B, 3.0)],
    ids=["E1L", "Omega Z", "T12B"],
)
async def test_a_real_machine_s_twin_walks_and_stops_20_times_without_an_alarm(
    tmp_path: Path, model: MachineModel, measured_kmh: float
) -> None:
    async with guarded(tmp_path, model) as belt:
        for n in range(20):
            await belt.walk(max(0.8, measured_kmh - 0.1 * n))
            await asyncio.sleep(0.13 * n)  # stops fall anywhere within a telemetry period
            belt.guard.stop(StopCause.USER)
            await belt.stands()
        assert belt.said("alarm") == [] and set(belt.causes) == {"user"}


@pytest.mark.parametrize("model", [DEFAULT, UREVO_E1L, OMEGA_Z, T12B], ids=lambda model: model.name)
@pytest.mark.parametrize(
    ("fault", "cause"), [("console-stop", "console"), ("safety-key", "safety_key")]
)
async def test_a_stop_at_the_machine_itself_is_no_alarm(
    tmp_path: Path, model: MachineModel, fault: str, cause: str
) -> None:
    async with guarded(tmp_path, model) as belt:
        await belt.walk(2.0)
        belt.fault(fault)
        await belt.stands()
        assert belt.causes == [cause]
        assert belt.said("alarm") == []


async def test_a_start_with_the_safety_key_out_is_refused_and_no_alarm(tmp_path: Path) -> None:
    async with guarded(tmp_path, T12B) as belt:
        await belt.ready()
        belt.fault("safety-key")
        assert await belt.guard.start(TIERS["B"]) == Rejected("The treadmill refused to start.")
        await asyncio.sleep(10.0)
        assert belt.supervisor.latched is None and belt.said("alarm") == []


async def test_a_machine_that_gives_no_control_is_not_started(tmp_path: Path) -> None:
    silent = replace(DEFAULT, silent_ops=frozenset({0x00}))
    async with guarded(tmp_path, silent) as belt:
        await belt.ready()
        outcome = await belt.guard.start(TIERS["B"])
        assert outcome == Rejected(
            "The treadmill gives no control. Close its own app, then try again."
        )
        await asyncio.sleep(5.0)
        assert ftms_control.START not in belt.writes_since(0.0)
        assert belt.said("alarm") == []


async def test_garbage_on_the_line_stops_nobody(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        for fault in ("garbage", "truncate", "duplicate") * 5:
            belt.fault(fault)
            await asyncio.sleep(4.0)
        assert belt.causes == []


@pytest.mark.parametrize(
    ("fault", "value", "cause", "within_s"),
    [
        ("speed-jump", 1.5, "speed_jump", 1.0),
        ("runaway", 0.5, "runaway", 3.0),
        ("stuck-belt", None, "stuck_belt", 4.25),
        ("telemetry-silence", None, "telemetry_lost", 4.0),
        ("control-lost", None, "control_lost", 0.1),
        ("safety-key", None, "safety_key", 0.1),
        ("console-stop", None, "console", 0.1),
    ],
)
async def test_what_goes_wrong_with_a_walk_stops_it(
    tmp_path: Path, fault: str, value: float | None, cause: str, within_s: float
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        await asyncio.sleep(10.0)
        belt.fault(fault, value)
        await belt.until(lambda: belt.causes, within_s)
        assert belt.causes == [cause]
        belt.machine.telemetry_silent = False
        belt.machine.belt.stuck = False
        await belt.until(lambda: belt.machine.belt.standing)


async def test_a_machine_that_counts_in_miles_is_stopped(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        belt.fault("mph")
        await belt.walk()
        await belt.until(lambda: belt.causes, 30.0)
        assert belt.causes[0] in {"unit_mismatch", "runaway", "overspeed"}
        assert belt.machine.belt.peak_speed_kmh < 1.4


async def test_a_belt_that_does_not_start_is_given_up_after_15_s(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        belt.machine.belt.stuck = True
        at = belt.loop.time()
        assert isinstance(await belt.guard.start(TIERS["B"]), Rejected)
        await belt.until(lambda: belt.causes, 0.1)
        assert belt.causes == ["not_started"]
        assert 15.0 <= belt.loop.time() - at <= 15.3


async def test_a_belt_that_moves_again_after_a_latched_stop_is_stopped_again(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        belt.machine.belt.start(belt.loop.time(), 1.0)
        await belt.until(lambda: len(belt.causes) == 2)
        await belt.stands()
        assert belt.causes == ["pain", "pain"] and belt.machine.belt.standing


async def test_without_a_wired_button_the_page_s_silence_stops_the_walk(tmp_path: Path) -> None:
    async with guarded(tmp_path, wired=False) as belt:
        await belt.ready()
        with pytest.raises(Refused, match="No stop button is within reach"):
            await belt.guard.start(TIERS["A"])
        belt.guard.screen_alive()
        start = asyncio.create_task(belt.guard.start(TIERS["A"]))
        await asyncio.sleep(4.0)
        belt.guard.screen_alive()
        last_at = belt.loop.time()
        await start
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["screen_lost"]
        assert 5.0 <= belt.loop.time() - last_at <= 5.3


# -- the link -------------------------------------------------------------------------------


async def test_a_link_back_within_5_s_holds_the_level_until_go_on(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        belt.guard.aim(SetTargetSpeed(2.0))
        belt.fault("link-loss")
        await asyncio.sleep(3.0)
        belt.fault("link-back")
        await belt.until(lambda: belt.supervisor.asks_to_go_on)
        held_kmh = belt.machine.belt.speed_kmh
        back_at = belt.loop.time()
        await asyncio.sleep(10.0)
        assert belt.writes_since(back_at) == [] and belt.machine.belt.speed_kmh == held_kmh
        belt.guard.go_on()
        await asyncio.sleep(10.0)
        assert belt.machine.belt.speed_kmh == held_kmh  # nobody announced the rest of that rise
        belt.guard.aim(SetTargetSpeed(2.0))
        await belt.until(lambda: belt.machine.belt.speed_kmh == pytest.approx(2.0), 10.0)
        assert belt.causes == []


async def test_a_link_back_without_a_tap_on_go_on_ends_the_walk_after_30_s(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        belt.fault("link-loss")
        belt.fault("link-back")
        await belt.until(lambda: belt.supervisor.asks_to_go_on)
        back_at = belt.loop.time()
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["no_answer"]
        assert 30.0 <= belt.loop.time() - back_at <= 30.3


async def test_a_link_back_with_a_faster_belt_is_stopped(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        await asyncio.sleep(5.0)
        belt.fault("link-loss")
        await asyncio.sleep(0.1)
        belt.machine.belt.jump(belt.loop.time(), 0.4)
        belt.fault("link-back")
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["link_lost"]


async def test_a_link_gone_for_longer_than_5_s_writes_the_stop_first(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("link-loss")
        lost_at = belt.loop.time()
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["link_lost"] and belt.loop.time() - lost_at > 5.0
        await asyncio.sleep(3.0)
        belt.fault("link-back")
        await belt.stands()
        assert belt.writes_since(lost_at)[0] == STOP
        assert belt.stops[0] - belt.connected_at[-1] <= TRIP_S
        assert belt.machine.belt.standing


async def test_nobody_is_told_twice_that_the_link_is_gone(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        belt.fault("link-loss")
        await asyncio.sleep(60.0)
        assert len(belt.said("link_lost")) == 1
        belt.fault("link-back")
        await belt.ready()
        assert len(belt.said("connected")) == 2


# -- the console ----------------------------------------------------------------------------


@pytest.mark.parametrize("speed_kmh", [1.0, 3.5, 8.0])
async def test_a_speed_set_at_the_console_is_not_fought(tmp_path: Path, speed_kmh: float) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        await asyncio.sleep(10.0)
        at = belt.loop.time()
        belt.fault("console-speed", speed_kmh)
        await asyncio.sleep(60.0)
        assert belt.machine.belt.speed_kmh == speed_kmh
        assert belt.writes_since(at) == [] and belt.causes == []
        assert [e.data["speed_kmh"] for e in belt.said("handed_over")] == [2.0]
        with pytest.raises(Refused, match="not walking"):
            belt.guard.aim(SetTargetSpeed(1.0))
        with pytest.raises(Refused, match="in use"):
            await belt.guard.start(TIERS["A"])


async def test_pain_stops_a_belt_that_the_console_has(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("console-speed", 5.0)
        await asyncio.sleep(20.0)
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        assert belt.machine.belt.standing and belt.supervisor.latched is StopCause.PAIN
        assert belt.said("alarm") == []


async def test_after_a_stop_at_the_console_a_new_walk_may_start(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("console-speed", 1.0)
        await asyncio.sleep(20.0)
        assert belt.latch.read() is StopCause.INTERRUPTED  # a belt that we set in motion still runs
        belt.fault("console-stop")
        await belt.stands()
        assert belt.causes == [] and len(belt.said("standing")) == 1
        await asyncio.sleep(1.0)
        assert belt.latch.read() is None
        await belt.walk(1.0)


async def test_a_slope_set_at_the_console_is_left_alone_and_the_walk_goes_on(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        await asyncio.sleep(31.0)
        belt.machine.notify_status(b"\x06" + (30).to_bytes(2, "little"))
        await asyncio.sleep(1.0)
        belt.guard.aim(SetTargetInclination(1.0))
        at = belt.loop.time()
        await asyncio.sleep(60.0)
        assert belt.writes_since(at) == [] and belt.said("handed_over") == []
        belt.guard.aim(SetTargetSpeed(1.5))
        await belt.until(lambda: belt.machine.belt.speed_kmh == 1.5)
