"""Which treadmill is at the other end: the one that is meant, or nothing is written to it."""

import asyncio
import logging
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, T12B, MachineModel
from simulators.memory_gatt import MemoryRig
from simulators.trackmaster_machine import TrackmasterMachine
from tests.commissioned import FILE, changed
from tests.drivers.connection import Heard
from tests.serial_kinds import AtALine
from treadctl.commissioned import UNCOMMISSIONED
from treadctl.drivers import Driver
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.identity import Identity, introduced, kept_identity, known_well
from treadctl.drivers.machine_file import save
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.errors import BadInput, ConnectFailed
from treadctl.model import Machine

SIM = Machine("SIM-1", "F0:F1:F2:F3:F4:F5")
OTHER = Machine("SIM-1", "F0:F1:F2:F3:F4:F6")


@pytest.mark.parametrize(
    ("identity", "machine", "has_row", "known"),
    [
        (Identity(FILE), SIM, False, True),
        (Identity(), SIM, True, True),
        (Identity(), Machine("SIM-1", "x", simulated=True), False, True),
        (Identity(measured=True), SIM, False, True),
        (Identity(), SIM, False, False),
        (Identity(None, (changed(identity="x"),)), SIM, False, False),
    ],
)
def test_a_treadmill_is_known_by_its_file_by_a_row_or_as_a_simulation(
    identity: Identity, machine: Machine, has_row: bool, known: bool
) -> None:
    assert identity.known is None
    identity.met(machine, machine.name, has_row)
    assert identity.known is known


def test_one_that_nobody_commissioned_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    identity = Identity()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            identity.met(SIM, "SIM-1", False)
    (said,) = caplog.messages
    assert "never commissioned: walks keep to tier A" in said


@pytest.mark.parametrize("wrong", [OTHER, Machine("SIM-2", "F0:F1:F2:F3:F4:F5")])
def test_another_treadmill_than_the_commissioned_one_is_a_wrong_call(wrong: Machine) -> None:
    with pytest.raises(BadInput, match=f"This is {wrong.name} at {wrong.identity}, not SIM-1 at"):
        Identity(FILE).met(wrong, wrong.name, True)


def test_another_one_in_the_place_of_the_right_one_is_a_lost_link() -> None:
    identity = Identity(FILE)
    identity.met(SIM, "SIM-1", False)
    with pytest.raises(ConnectFailed, match="This is SIM-1 at F0:F1:F2:F3:F4:F6"):
        identity.met(OTHER, "SIM-1", False)
    assert identity.known


def test_a_commissioned_treadmill_is_not_driven_by_a_name_that_others_may_have(
    tmp_path: Path,
) -> None:
    save(FILE, tmp_path / "machines")
    identity = kept_identity("ftms://name/SIM-1", tmp_path)
    with pytest.raises(BadInput, match="name it by its address: ftms://F0:F1:F2:F3:F4:F5"):
        identity.met(SIM, "SIM-1", False)


def test_what_is_kept_is_found_in_the_state_folder(tmp_path: Path) -> None:
    flat = changed(rails=False, inclines=False)
    save(flat, tmp_path / "machines")
    identity = kept_identity("ftms://F0:F1:F2:F3:F4:F5", tmp_path)
    assert (identity.expected, identity.rails, identity.flat) == (flat, False, True)
    assert identity.commissioned == flat.commissioned


def test_a_treadmill_without_a_file_has_nothing_that_was_measured(tmp_path: Path) -> None:
    for identity in (kept_identity("ftms://F0:F1:F2:F3:F4:F5", tmp_path), known_well()):
        assert (identity.rails, identity.flat) == (True, False)
        assert identity.commissioned == UNCOMMISSIONED


def test_a_bridge_was_measured_when_it_was_calibrated(tmp_path: Path) -> None:
    identity = kept_identity("bridge:///dev/ttyACM0", tmp_path)
    identity.met(Machine("Bridge at /dev/ttyACM0", "/dev/ttyACM0"), "", False)
    assert identity.known


async def test_nothing_is_written_to_another_treadmill() -> None:
    rig, heard = MemoryRig(), Heard()
    driver = FtmsDriver(rig.open_client, heard, met=Identity(changed(model="Another")).met)
    with pytest.raises(BadInput, match="This is SIM-1"):
        await driver.run()
    assert (rig.machine.writes, rig.machine.vendor_writes, heard.records) == ([], [], [])


@pytest.mark.parametrize(("model", "known"), [(DEFAULT, False), (T12B, True)])
async def test_by_radio_a_row_makes_a_treadmill_known(model: MachineModel, known: bool) -> None:
    identity, heard = Identity(), Heard()
    driver = FtmsDriver(MemoryRig(model).open_client, heard, met=identity.met)
    await ready(driver, heard)
    assert identity.known is known


async def test_a_serial_treadmill_is_met_before_anybody_hears_of_it() -> None:
    identity, heard, line = Identity(), Heard(), trackmaster()
    driver = introduced(line.open_driver, identity)(heard)
    await ready(driver, heard)
    assert identity.known is False
    assert heard.records


async def test_another_serial_treadmill_gets_no_order() -> None:
    heard, line = Heard(), trackmaster()
    with pytest.raises(BadInput, match="This is TrackMaster at the line, not SIM-1"):
        await introduced(line.open_driver, Identity(FILE))(heard).run()
    assert (line.machine.writes, heard.machine) == ([], None)


async def ready(driver: Driver, heard: Heard) -> None:
    """Let the driver connect, and hang up."""
    running = asyncio.create_task(driver.run())
    while heard.machine is None:  # noqa: ASYNC110 - time here is free
        await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def trackmaster() -> AtALine:
    return AtALine(TrackmasterMachine, TrackmasterDriver, b"\xa2")
