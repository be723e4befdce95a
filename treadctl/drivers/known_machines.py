"""The machines that are known to bend FTMS, or known not to. One row each, with its source.

A machine that is not here is treated as the standard says. To add one, write a row; a gym writes
its own as `[[quirk]]` in its configuration.
"""

from collections.abc import Iterator

from treadctl.drivers.quirks import Quirk, Unlock

_QDOMYOS = "cagnulein/qdomyos-zwift"
_HORIZON = f"{_QDOMYOS}, horizontreadmill.cpp"

# What the console shows for each level that is asked for in tenths of a percent.
_KETTLER = (
    *((0.0, 0), (0.5, 10), (1.0, 20), (2.0, 30), (2.5, 40), (3.0, 50), (4.0, 60), (4.5, 70)),
    *((5.0, 80), (6.0, 90), (6.5, 100), (7.0, 110), (8.0, 120), (8.5, 130), (9.0, 140)),
    (10.0, 150),
)
_ICONCEPT = tuple(  # fifteen levels, told in hundredths of a percent
    (hundredths / 100, hundredths)
    for hundredths in (
        *(0, 60, 130, 200, 260, 330, 400, 460),
        *(530, 600, 660, 730, 800, 860, 930, 1000),
    )
)

KNOWN = (
    Quirk(
        machine="JFTM Omega Z",
        model="Omega Z",
        firmware="V10.23.17",
        control_not_needed=True,
        source="Belgian-Coder/treadmill-runner, motion trials with firmware V10.23.17",
    ),
    Quirk(
        machine="KingSmith MC-21",
        names=("KS-MC21-", "KS-SMC21C-", "ZP-ZEALR1-"),
        control_not_needed=True,
        answers_as_status=True,
        subscribe_spacing_s=0.3,
        targets_once_moving=True,
        unlock=Unlock("d18d2c10-c44c-11e8-a355-529269fb1459", "01000d00060b0f0d", each_write=True),
        source="walkingpad-controller 0.5.1 (mcdax)",
    ),
    Quirk(
        machine="Merach MRK-T",
        names=("MRK-T",),
        lone_zeros=True,
        unlock=Unlock("59554c55-0000-6666-8888-4d4552414348", "aa01000155"),
        source=_HORIZON,
    ),
    Quirk(
        machine="Horizon T202",
        names=("JFTM T202",),
        targets_in_mph=True,
        ranges_in_mph=True,
        source=f"{_QDOMYOS} pull request 4904",
    ),
    Quirk(
        machine="Vitalwalk TM11GY",
        names=("TM11GY",),
        targets_in_mph=True,
        ranges_in_mph=True,
        start_toggles=True,
        source=f"{_QDOMYOS} issue 5100",
    ),
    Quirk(
        machine="Bowflex T9",
        names=("BFX_T9",),
        targets_in_mph=True,
        ranges_in_mph=True,
        reports_in_mph=True,
        source=_HORIZON,
    ),
    Quirk(
        machine="FitShow FS-BT-T4",
        model="FS-BT-T4",
        ranges_in_mph=True,
        source="justintout/treadmill",
    ),
    Quirk(
        machine="Mobvoi TMP",
        names=("MOBVOI TMP",),
        min_speed_kmh=1.0,
        frozen_when_stopped=True,
        source=_HORIZON,
    ),
    Quirk(
        machine="Kettler",
        names=("KETTLER TREADMILL",),
        inclinations=_KETTLER,
        source=_HORIZON,
    ),
    Quirk(
        machine="iConcept",
        names=("T01_",),
        inclinations=_ICONCEPT,
        source=_HORIZON,
    ),
    Quirk(
        machine="Horizon 7.8 AT",
        names=("HORIZON_7.8AT",),
        inclination_scale=0.5,
        source=_HORIZON,
    ),
    Quirk(
        machine="Technogym MyRun",
        names=("MYRUN",),
        control_before_targets=True,
        source=_HORIZON,
    ),
    Quirk(
        machine="Wellfit and YPOO",
        names=("WELLFIT", "YPOO"),
        control_twice=True,
        source=_HORIZON,
    ),
    Quirk(
        machine="UREVO E1L",
        model="URTM041",
        source="blak3r/treadspan, protocol-analysis/urevo-E1L",
    ),
    Quirk(
        machine="FitLogic T12B",
        model="FS-BT-D2",
        source="vlad-rey/treadmill-hub, protocol/PROTOCOL.md",
    ),
    Quirk(
        machine="Yesoul W2 Pro",
        model="W2PRO",
        source="korniychuk/treadmill-bluetooth-macos",
    ),
    Quirk(
        machine="Matrix TouchXL",
        model="TouchXL",
        source="TrackMyIndoorWorkout, test/matrix_treadmill_test.dart",
    ),
)


def left_out(own: Quirk) -> Iterator[str]:
    """A sentence for each row above that a gym's `own` takes the place of, and does less than."""
    for row in KNOWN:
        missing = [one for one in row.effects if one not in own.effects]
        if missing and own.overlaps(row):
            yield (
                f"The row {own.machine!r} takes the place of the one that is known for"
                f" {row.machine}, and leaves out its {', '.join(missing)}."
            )
