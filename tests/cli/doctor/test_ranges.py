"""What a treadmill says of itself when doctor asks; it is let go before anything is written."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from simulators import memory_gatt
from tests.cli.command import gym
from tests.commissioned import changed
from treadctl.cli.doctor import FAIL, OK, WARN, Finding
from treadctl.cli.doctor.ranges import IN_USE, ranges, told
from treadctl.drivers.machine_file import FOLDER, save
from treadctl.model import Machine, Range

RANGES = "0.5 to 12 km/h in steps of 0.1; 0 to 12 % in steps of 0.5"


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    return gym(tmp_path, "sim://", f'pain_button = "none"\nstate_folder = "{tmp_path}"')


@pytest.fixture
def rigs(monkeypatch: pytest.MonkeyPatch) -> list[memory_gatt.MemoryRig]:
    """The simulated treadmills of this process."""
    made: list[memory_gatt.MemoryRig] = []

    class Kept(memory_gatt.MemoryRig):
        """One that can be looked at afterwards."""

        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type] # whatever it takes
            made.append(self)

    monkeypatch.setattr(memory_gatt, "MemoryRig", Kept)
    return made


@pytest.mark.realtime
def test_it_tells_who_it_is_and_how_far_it_goes_and_nothing_is_written_to_it(
    configured: Path, rigs: list[memory_gatt.MemoryRig]
) -> None:
    (found,) = ranges(None, configured, ())
    assert found == Finding("ranges", OK, f"SIM-1 at F0:F1:F2:F3:F4:F5: {RANGES}")
    (rig,) = rigs
    assert rig.machine.writes == []


@pytest.mark.realtime
def test_one_that_is_not_the_one_that_was_commissioned_fails(
    configured: Path, tmp_path: Path
) -> None:
    save(changed(treadmill="sim://", identity="F0:F1:F2:F3:F4:00"), tmp_path / FOLDER)
    (found,) = ranges(None, configured, ())
    assert found.result == FAIL
    assert "not SIM-1 at F0:F1:F2:F3:F4:00, which was commissioned" in found.why
    assert found.next_step == "If it was replaced, commission it."


@pytest.mark.realtime
def test_one_at_a_serial_port_is_asked_too() -> None:
    command = [sys.executable, "-m", "treadctl", "simulate", "--live", "woodway"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as machine:
        assert machine.stdout is not None
        (found,) = ranges(machine.stdout.readline().strip(), None, ())
        machine.kill()
    assert (found.result, "km/h" in found.why) == (OK, True), found


def test_one_that_is_not_there_is_a_warning_with_the_next_step() -> None:
    (found,) = ranges("woodway:///dev/ttyUSB77", None, ())
    assert (found.result, found.next_step is None) == (WARN, False)


@pytest.mark.realtime
def test_a_service_that_has_the_treadmill_is_not_disturbed(
    configured: Path, tmp_path: Path, rigs: list[memory_gatt.MemoryRig]
) -> None:
    with socket.socket(socket.AF_UNIX) as served:
        served.bind(str(tmp_path / "belt.sock"))
        assert ranges(None, configured, (tmp_path / "belt.sock",)) == [
            Finding("ranges", OK, IN_USE)
        ]
    assert rigs == []


@pytest.mark.parametrize(
    "uri", [None, "bridge:///dev/ttyACM0", "lifespan:///dev/ttyUSB0?tach=/dev/ttyACM0"]
)
def test_nobody_is_asked_where_none_is_named_or_a_bridge_is_in_between(uri: str | None) -> None:
    assert ranges(uri, None, ()) == []


def test_a_machine_file_that_is_wrong_is_told_by_its_own_check(
    configured: Path, tmp_path: Path
) -> None:
    save(changed(treadmill="sim://"), tmp_path / FOLDER).write_text("rails = perhaps")
    assert ranges(None, configured, ()) == []


def test_what_a_machine_does_not_tell_is_said_so() -> None:
    bare = Machine("M", "here", speed_kmh=Range(1.0, 6.0, 0.5))
    assert told(bare).why == "M at here: 1 to 6 km/h in steps of 0.5; it tells no range of slopes"
    assert "no range of speeds" in told(Machine("M", "here")).why
