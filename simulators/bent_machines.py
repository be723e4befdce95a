"""Twins of machines that bend FTMS, made from what others tell of them; nobody measured these.

Each is the default machine with the one thing that is told, named above it with its source.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from simulators.machines import DEFAULT, QUIRKS, Locked, MachineModel
from simulators.physics import Drive

_FLAT = replace(DEFAULT, inclination_deci=None)

# KingSmith MC-21: walkingpad-controller 0.5.1. It refuses control and obeys, tells what it did as a
# status, loses subscriptions that come close, wants a vendor's write before each command, and hangs
# up at a target before the belt moves.
_KINGSMITH_MC21 = replace(
    _FLAT,
    name="KS-MC21-D06BFD",
    manufacturer="KingSmith",
    model_number="",
    failing_ops=frozenset({0x00}),
    answers_as_status=True,
    hangs_up_in_spin_up=True,
    subscribe_gap_s=0.3,
    unlock=Locked(
        "d18d2c10-c44c-11e8-a355-529269fb1459", bytes.fromhex("01000d00060b0f0d"), again=True
    ),
)

# Merach MRK-T: horizontreadmill.cpp of cagnulein/qdomyos-zwift. It takes nothing before a write of
# its vendor's, and tells a speed of 0 now and then while it runs.
_MERACH_MRK_T = replace(
    _FLAT,
    name="MRK-T06",
    manufacturer="Merach",
    model_number="",
    unlock=Locked("59554c55-0000-6666-8888-4d4552414348", bytes.fromhex("aa01000155"), again=False),
    zero_frames=frozenset({5}),
    frame_cycle=7,
)

# Horizon T202: cagnulein/qdomyos-zwift pull request 4904. 1.0 asked for was 1.6 km/h.
_HORIZON_T202 = replace(_FLAT, name="JFTM T202-5_4DEE", model_number="", takes_mph=True)

# Bowflex T9: horizontreadmill.cpp of cagnulein/qdomyos-zwift. It tells and takes mph.
_BOWFLEX_T9 = replace(_FLAT, name="BFX_T9_0A1B", model_number="", takes_mph=True, reports_mph=True)

# FitShow FS-BT-T4: justintout/treadmill. Its range says 0.60 to 3.80, and that is in mph.
_FS_BT_T4 = replace(
    _FLAT,
    name="FS-1A2B3C",
    manufacturer="FITSHOW",
    model_number="FS-BT-T4",
    speed_centi=(60, 380, 1),
    true_low_centi=97,
    drive=Drive(min_speed_kmh=0.97, max_speed_kmh=6.1),
)

# Technogym MyRun: horizontreadmill.cpp of cagnulein/qdomyos-zwift asks for control before each
# target. That it also starts anew is not copied: nothing here shows that the machine needs it.
_MYRUN = replace(DEFAULT, name="MYRUN 1234", model_number="", control_for_one=True)

# Wellfit: horizontreadmill.cpp of cagnulein/qdomyos-zwift asks for control twice.
_WELLFIT = replace(DEFAULT, name="WELLFIT TM01", model_number="", requests_needed=2)

# Mobvoi TMP: horizontreadmill.cpp of cagnulein/qdomyos-zwift. It goes no slower than 1 km/h, and
# tells its last speed for ever once it stands, while its elapsed time does not go on.
_MOBVOI_TMP = replace(
    _FLAT,
    name="MOBVOI TMP 1A2B",
    model_number="",
    true_low_centi=100,
    drive=Drive(min_speed_kmh=1.0),
    keeps_last_speed=True,
)

# Kettler: horizontreadmill.cpp of cagnulein/qdomyos-zwift. Fifteen levels; what is asked for in
# 0.1 %, and what the console then shows.
_KETTLER = replace(
    DEFAULT,
    name="KETTLER TREADMILL 12",
    model_number="",
    inclination_deci=(0, 150, 10),
    slopes=(
        *((0, 0), (10, 5), (20, 10), (30, 20), (40, 25), (50, 30), (60, 40), (70, 45)),
        *((80, 50), (90, 60), (100, 65), (110, 70), (120, 80), (130, 85), (140, 90), (150, 100)),
    ),
)

# iConcept: horizontreadmill.cpp of cagnulein/qdomyos-zwift. Fifteen levels in 0.01 %.
_ICONCEPT_LEVELS = (
    *(0, 60, 130, 200, 260, 330, 400, 460),
    *(530, 600, 660, 730, 800, 860, 930, 1000),
)
_ICONCEPT = replace(
    DEFAULT,
    name="T01_1A2B3C",
    model_number="",
    inclination_deci=(0, 1000, 1),
    slopes=tuple((level, level // 10) for level in _ICONCEPT_LEVELS),
)

# Horizon 7.8 AT: horizontreadmill.cpp of cagnulein/qdomyos-zwift asks it for half the percents.
_HORIZON_78AT = replace(
    DEFAULT,
    name="HORIZON_7.8AT",
    model_number="",
    inclination_deci=(0, 150, 5),
    slopes=tuple((half, 2 * half) for half in range(76)),
)

BENT: Mapping[str, MachineModel] = MappingProxyType(
    {
        "kingsmith-mc21": _KINGSMITH_MC21,
        "merach-mrk-t": _MERACH_MRK_T,
        "horizon-t202": _HORIZON_T202,
        "bowflex-t9": _BOWFLEX_T9,
        "fs-bt-t4": _FS_BT_T4,
        "mobvoi-tmp": _MOBVOI_TMP,
        "kettler": _KETTLER,
        "iconcept": _ICONCEPT,
        "horizon-78at": _HORIZON_78AT,
        "technogym-myrun": _MYRUN,
        "wellfit": _WELLFIT,
    }
)

TWINS: Mapping[str, MachineModel] = MappingProxyType({**QUIRKS, **BENT})
"""All models that a `sim://?quirk=NAME` address may name."""
