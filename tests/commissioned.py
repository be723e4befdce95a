"""The machine file of the simulated treadmill, to be changed by each test."""

from treadctl.commissioned import PowerCut
from treadctl.drivers.machine_file import MachineFile

FILE = MachineFile(
    treadmill="ftms://F0:F1:F2:F3:F4:F5",
    identity="F0:F1:F2:F3:F4:F5",
    name="SIM-1",
    model="SIM-1",
    rails=True,
    cuts_power=PowerCut.KEY,
    unit_ratio=1.0,
    unit_confirmed=True,
    stop_from_kmh=2.0,
    stop_s=1.5,
    stop_by="here",
    telemetry_period_s=0.25,
    inclines=True,
)


def changed(**values: object) -> MachineFile:
    """That file with other values, checked as any file is."""
    return MachineFile.model_validate({**FILE.model_dump(), **values})
