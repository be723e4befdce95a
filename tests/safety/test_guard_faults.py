"""Machines as they are, and what goes wrong with them in a walk."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, OMEGA_Z, T12B, UREVO_E1L, MachineModel
from tests.belt import guarded
from treadctl.errors import Refused
from treadctl.model import Rejected, SetTargetSpeed, StopCause
from treadctl.protocols import ftms_control
from treadctl.safety.limits import TIERS


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


SHOWN, TAKEN = ("mph-shown",), ("mph", "mph-shown")


@pytest.mark.parametrize(
    ("model", "faults"),
    [(DEFAULT, SHOWN), (OMEGA_Z, SHOWN), (T12B, SHOWN), (DEFAULT, TAKEN), (UREVO_E1L, TAKEN)],
    ids=lambda given: given.name if isinstance(given, MachineModel) else given[0],
)
@pytest.mark.parametrize("later_s", [0.0, 0.15, 0.3, 0.45])
async def test_a_unit_key_pressed_while_the_speed_goes_up_stops_the_belt(
    tmp_path: Path, model: MachineModel, faults: tuple[str, ...], later_s: float
) -> None:
    """A target that is under way by then may be taken for miles; none behind it is written."""
    async with guarded(tmp_path, model) as belt:
        await belt.walk(1.6)
        belt.guard.aim(SetTargetSpeed(2.1))
        await belt.until(lambda: belt.machine.belt.speed_kmh > 1.7)
        await asyncio.sleep(later_s)
        for fault in faults:
            belt.fault(fault)
        await belt.until(lambda: belt.causes, 6.0)
        assert belt.causes == ["unit_mismatch"]
        assert belt.machine.belt.peak_speed_kmh < 2.7
        await belt.until(lambda: belt.machine.belt.standing)


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
