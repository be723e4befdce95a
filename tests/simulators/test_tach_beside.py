"""A bridge's tachometer at another machine's belt."""

import pytest

from simulators.physics import Belt, Drive
from simulators.serial_line import serial_line
from simulators.tach_beside import NAMES, SETTINGS, TachBeside, tach_at
from treadctl.errors import BadInput


def measured_ckmh(no_tach: bool = False) -> int:
    belt = Belt(Drive(), 0.0)
    bridge = tach_at(belt, 0.0)
    bridge.no_tach = no_tach
    belt.start(0.0, 2.0)
    for step in range(1500):
        bridge.tick(step * 0.01)
    return bridge.bridge.control.tach.speed_ckmh


def test_it_measures_a_belt_that_it_does_not_drive() -> None:
    assert measured_ckmh() == pytest.approx(200, abs=2)


def test_without_its_wire_it_measures_none() -> None:
    assert measured_ckmh(no_tach=True) == 0


@pytest.mark.parametrize("late_s", [0.05, 0.1, 0.5])
def test_a_simulation_that_comes_late_measures_no_other_speed(late_s: float) -> None:
    belt = Belt(Drive(), 0.0)
    bridge = tach_at(belt, 0.0)
    belt.start(0.0, 2.0)
    heard: list[int] = []
    now = 0.0
    while now < 30.0:
        now += late_s
        belt.advance(now)  # the belt's own machine was not late
        bridge.tick(now)
        heard.append(bridge.bridge.control.tach.speed_ckmh)
    settled = heard[len(heard) // 2 :]
    assert min(settled) > 190 and max(settled) < 210


def test_a_bridge_without_a_sensor_counts_nothing() -> None:
    belt = Belt(Drive(), 0.0)
    bridge = tach_at(belt, 0.0)
    bridge.um_per_pulse = 0
    belt.start(0.0, 2.0)
    for step in range(1500):
        bridge.tick(step * 0.01)
    assert bridge.bridge.control.tach.speed_ckmh == 0 and belt.speed_kmh == 2.0


@pytest.mark.realtime
async def test_what_befalls_it_befalls_the_bridge_or_its_line() -> None:
    bridge = tach_at(Belt(Drive(), 0.0), 0.0)
    async with serial_line(bridge) as line:
        beside = TachBeside(bridge, line)
        beside.befall("tach-cut")
        beside.befall("tach-silence")
        assert bridge.no_tach and bridge.hangs
        beside.befall("tach-unplug")
        assert not line.path.is_symlink()
        beside.befall("tach-replug")
        assert line.path.is_symlink()
        with pytest.raises(BadInput, match="befalls no tachometer"):
            beside.befall("tach-runaway")


def test_its_faults_have_names_and_its_settings_no_motor() -> None:
    assert all(name.startswith("tach-") for name in NAMES)
    assert SETTINGS.um_per_pulse > 0
