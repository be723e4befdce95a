"""Treadmill models as data: the default machine, and twins of machines that were measured.

Speeds are in 0.01 km/h and inclinations in 0.1 %, as on the wire. A figure that no source gives
is the default's; the comment above each twin says what was measured and where it was published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simulators.physics import Drive

_COMMON = ("speed", "distance", "inclination", "energy", "heart_rate", "elapsed")


@dataclass(frozen=True, slots=True)
class Locked:
    """A machine that takes no command before `data` is written to its own `characteristic`.

    again: before each one; otherwise once for each connection.
    """

    characteristic: str
    data: bytes
    again: bool


@dataclass(frozen=True, slots=True)
class MachineModel:
    """What one kind of machine is and how it speaks FTMS.

    notifications: the fields of each notification of one record, in order sent.
    splits_records: a notification longer than `mtu` - 3 is split with More Data; otherwise cut.
    lost_frames: of each `frame_cycle` telemetry periods, those in which it says nothing.
    speed_grain_centi: reported speed is a whole number of these, rounded up.
    clamps_targets: a target out of range is accepted and clamped, not refused.
    announces_slowing: its own falling speed while it stops is sent as Target Speed Changed.
    reports_mph: it tells its speed in 0.01 mph.
    answers_as_status: a command that succeeds is told as a status, with no indication.
    zero_frames: of each `frame_cycle` telemetry periods, those in which it tells a speed of 0.
    true_low_centi: the lowest speed it really has; a lower target becomes this.
    requests_needed: how often control must be requested before it is granted.
    control_for_one: in motion, control ends with each command.
    subscribe_gap_s, write_gap_s: subscriptions or writes that come closer than this are lost.
    unlock: what it needs before it takes a command.
    coarse_step_centi: the step that it really has; targets are rounded down to it.
    slopes: the true inclination in 0.1 % for each number that is asked for; in between, the lower.
    starts_by_target: it has no Start; a target sets it in motion.
    hangs_up_in_spin_up: a target before the belt moves ends the link.
    second_stop_clears: a stop after a stop sets its counters to 0.
    keeps_last_speed: once it stands, it goes on telling the last speed it told in motion.
    notifies_answers: its answers are notifications.
    """

    name: str
    manufacturer: str
    model_number: str
    firmware: str
    features: bytes
    speed_centi: tuple[int, int, int]
    inclination_deci: tuple[int, int, int] | None
    drive: Drive
    telemetry_period_s: float
    notifications: tuple[tuple[str, ...], ...] = (_COMMON,)
    splits_records: bool = False
    mtu: int = 23
    lost_frames: frozenset[int] = frozenset()
    frame_cycle: int = 1
    speed_grain_centi: float = 1.0
    distance_grain_m: int = 1
    ramp_angle: bytes = b"\xff\x7f"
    energy_rates: bytes = b"\xff\xff\xff"
    has_pulse_sensor: bool = True
    training_flags: int = 0
    answer_s: float = 0.045
    silent_ops: frozenset[int] = frozenset()
    failing_ops: frozenset[int] = frozenset()
    keeps_target_standing: bool = False
    clamps_targets: bool = False
    announces_start: bool = False
    announces_slowing: bool = False
    takes_mph: bool = False
    start_toggles: bool = False
    reports_mph: bool = False
    answers_as_status: bool = False
    zero_frames: frozenset[int] = frozenset()
    true_low_centi: int = 0
    requests_needed: int = 1
    control_for_one: bool = False
    subscribe_gap_s: float = 0.0
    write_gap_s: float = 0.0
    unlock: Locked | None = None
    coarse_step_centi: int = 0
    slopes: tuple[tuple[int, int], ...] = ()
    starts_by_target: bool = False
    hangs_up_in_spin_up: bool = False
    second_stop_clears: bool = False
    keeps_last_speed: bool = False
    notifies_answers: bool = False


DEFAULT = MachineModel(
    name="Simulated treadmill",
    manufacturer="treadctl",
    model_number="SIM-1",
    firmware="1.0",
    features=bytes.fromhex("0c160000 03000000"),
    speed_centi=(50, 1200, 10),
    inclination_deci=(0, 120, 5),
    drive=Drive(),
    telemetry_period_s=0.25,
)

# UREVO E1L: radio captures in blak3r/treadspan, protocol-analysis/urevo-E1L. It counts in tenths
# of a mile per hour, slows from 1.93 km/h to 0 in 3.75 s, answers after 45 ms, tells its speed
# each 0.5 s with gaps of up to 2.5 s, and accepts inclinations that it does not have.
UREVO_E1L = MachineModel(
    name="URTM041",
    manufacturer="UREVO",
    model_number="URTM041",
    firmware="1.4.7",
    features=bytes.fromhex("45560000 05000000"),
    speed_centi=(96, 643, 32),
    inclination_deci=(0, 0, 0),
    drive=Drive(min_speed_kmh=0.96, max_speed_kmh=6.43, stop_kmh_s=0.536, dead_time_s=0.15),
    telemetry_period_s=0.5,
    notifications=(("speed", "distance", "energy", "heart_rate", "elapsed", "steps"),),
    lost_frames=frozenset({10, 44, 112, 128, 129, 130, 131, 146, 147, 156}),
    frame_cycle=164,
    speed_grain_centi=16.0934,
    distance_grain_m=10,
    energy_rates=b"\x00\x00\x00",
    has_pulse_sensor=False,
    clamps_targets=True,
    announces_slowing=True,
)

# JFTM Omega Z, firmware V10.23.17: dated motion trials in Belgian-Coder/treadmill-runner. Start to
# a confirmed 0.8 km/h takes 4.4-6.2 s, a new speed is confirmed after 1.43 s, a stop from a low
# speed takes 1.8-4.0 s, it has no name, and Request Control is never answered.
OMEGA_Z = MachineModel(
    name="",
    manufacturer="JFTM",
    model_number="Omega Z",
    firmware="V10.23.17",
    features=bytes.fromhex("0c160000 03000000"),
    speed_centi=(80, 2000, 10),
    inclination_deci=(0, 120, 1),
    drive=Drive(
        min_speed_kmh=0.8, max_speed_kmh=20.0, accel_kmh_s=0.8, stop_kmh_s=0.45, countdown_s=4.0
    ),
    telemetry_period_s=1.0,
    silent_ops=frozenset({0x00}),
)

# FitLogic T12B with the FitShow module FS-BT-D2: protocol/PROTOCOL.md in vlad-rey/treadmill-hub.
# It counts 3-2-1, slows from 3.0 km/h to 0 in about 4 s, sends two packets each second, and its
# distance was still 0 after 25 m.
T12B = MachineModel(
    name="Run BT",
    manufacturer="FITSHOW",
    model_number="FS-BT-D2",
    firmware="V2.6.3",
    features=bytes.fromhex("dc560000 0f000000"),
    speed_centi=(100, 1600, 10),
    inclination_deci=(0, 150, 10),
    drive=Drive(min_speed_kmh=1.0, max_speed_kmh=16.0, accel_kmh_s=1.5, stop_kmh_s=0.82),
    telemetry_period_s=1.0,
    notifications=(_COMMON, ("steps",)),
    distance_grain_m=100,
    ramp_angle=b"\x00\x00",
    has_pulse_sensor=False,
    training_flags=1,
    announces_start=True,
)

# Yesoul W2 Pro: ranges, features and period from korniychuk/treadmill-bluetooth-macos. There is
# no inclination range, and setting an inclination fails.
_YESOUL_W2_PRO = MachineModel(
    name="YS_W2PRO",
    manufacturer="Yesoul",
    model_number="W2PRO",
    firmware="1.0",
    features=bytes.fromhex("45120000 01000000"),
    speed_centi=(50, 610, 10),
    inclination_deci=None,
    drive=Drive(max_speed_kmh=6.1),
    telemetry_period_s=0.5,
    notifications=(("speed", "distance", "energy", "elapsed"),),
    failing_ops=frozenset({0x03}),
)

# Matrix TouchXL: frame shapes from the tests of TrackMyIndoorWorkout; each record is split.
_MATRIX = MachineModel(
    name="Matrix",
    manufacturer="Matrix",
    model_number="TouchXL",
    firmware="1.0",
    features=bytes.fromhex("1dbe0000 03000000"),
    speed_centi=(80, 1600, 10),
    inclination_deci=(0, 150, 5),
    drive=Drive(min_speed_kmh=0.8, max_speed_kmh=16.0),
    telemetry_period_s=1.0,
    notifications=(
        (
            *("speed", "average_speed", "distance", "inclination", "elevation", "energy"),
            *("heart_rate", "met", "elapsed", "remaining", "force"),
        ),
    ),
    splits_records=True,
)

# TM11GY (Vitalwalk): cagnulein/qdomyos-zwift issue 5100. Targets are miles per hour, and a Start
# while the belt runs ramps it to 0.
_TM11GY = MachineModel(
    name="TM11GY",
    manufacturer="Vitalwalk",
    model_number="TM11GY",
    firmware="1.0",
    features=bytes.fromhex("04120000 01000000"),
    speed_centi=(50, 600, 10),
    inclination_deci=None,
    drive=Drive(max_speed_kmh=6.0),
    telemetry_period_s=1.0,
    notifications=(("speed", "distance", "energy", "elapsed"),),
    takes_mph=True,
    start_toggles=True,
)

QUIRKS: Mapping[str, MachineModel] = MappingProxyType(
    {
        "urevo-e1l": UREVO_E1L,
        "omega-z": OMEGA_Z,
        "t12b": T12B,
        "yesoul-w2-pro": _YESOUL_W2_PRO,
        "matrix": _MATRIX,
        "tm11gy": _TM11GY,
    }
)
"""The models a `sim://?quirk=NAME` address may name."""
