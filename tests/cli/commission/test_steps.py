"""Commissioning told as stories: a person, a console and a simulated treadmill, in virtual time."""

from dataclasses import replace
from pathlib import Path

import pytest

from simulators.bent_machines import TWINS
from simulators.machines import DEFAULT, OMEGA_Z, T12B, MachineModel
from tests.cli.commission.beside import AT_CONSOLE, READING, TYPE, ByRadio, Trying
from tests.commissioned import FILE
from treadctl.cli.commission.failures import COUNTS_IN_MILES
from treadctl.commissioned import PowerCut

CONTROL, START, STOP = b"\x00", b"\x07", b"\x08\x01"
IS_IT = "Is it the one that you started?"
IN_KMH = "Does its console show km/h?"
RISES = "Now its deck rises"
ALONE = "Was its console left alone while it stopped?"
ROSE = "Did the front of the deck rise"
FLAT = replace(DEFAULT, inclination_deci=None)
NO_DECK = replace(DEFAULT, failing_ops=frozenset({0x03}))


def orders(rig: ByRadio) -> list[bytes]:
    return [data for _, data in rig.writes]


async def test_a_treadmill_that_does_it_all_is_kept_with_what_was_measured(tmp_path: Path) -> None:
    trying = Trying(ByRadio(), tmp_path)
    assert await trying.kept() == FILE
    assert "Stopped: from 0.8 km/h it stood after 0.9 s." in trying.seen
    assert "Stopped: from 2.0 km/h it stood after 1.5 s." in trying.seen


async def test_the_first_thing_that_is_asked_of_a_belt_is_to_stop(tmp_path: Path) -> None:
    rig = ByRadio()
    await Trying(rig, tmp_path).kept()
    written = orders(rig)
    assert written[:2] == [CONTROL, STOP]
    assert (written.count(START), written[-1]) == (1, STOP)
    assert rig.belt.peak_speed_kmh <= 2.0
    assert rig.belt.peak_inclination_percent <= 1.0


@pytest.mark.parametrize(("model", "slowest", "stop_s"), [(OMEGA_Z, 0.8, 4.7), (T12B, 1.0, 2.7)])
async def test_the_stop_of_a_machine_that_was_measured_elsewhere_is_found_again(
    tmp_path: Path, model: MachineModel, slowest: float, stop_s: float
) -> None:
    does = {AT_CONSOLE: f"console-speed={slowest}"}
    kept = await Trying(ByRadio(model), tmp_path, does).kept()
    assert kept.stop_s == pytest.approx(stop_s, abs=1.0)
    assert kept.telemetry_period_s == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("twin", ["horizon-t202", "bowflex-t9"])
async def test_a_treadmill_in_miles_with_a_row_is_commissioned(tmp_path: Path, twin: str) -> None:
    does = {IN_KMH: "n"}
    trying = Trying(ByRadio(TWINS[twin]), tmp_path, does, console_in_mph=True)
    kept = await trying.kept()
    assert (kept.unit_confirmed, kept.inclines) == (True, None)
    assert kept.unit_ratio == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("takes", "reports", "shows_mph"),
    [(True, False, True), (False, True, False), (True, True, True), (True, True, False)],
)
async def test_a_treadmill_in_miles_without_a_row_is_found_out_and_not_kept(
    tmp_path: Path, takes: bool, reports: bool, shows_mph: bool
) -> None:
    model = replace(FLAT, takes_mph=takes, reports_mph=reports)
    does = {IN_KMH: "n" if shows_mph else "y"}
    trying = Trying(ByRadio(model), tmp_path, does, console_in_mph=shows_mph)
    assert await trying.fails() == COUNTS_IN_MILES


async def test_a_console_in_miles_beside_a_radio_in_kilometres_is_well(tmp_path: Path) -> None:
    trying = Trying(ByRadio(FLAT), tmp_path, {IN_KMH: "n"}, console_in_mph=True)
    assert (await trying.kept()).unit_ratio == pytest.approx(1.0, abs=0.1)


async def test_a_number_may_be_mistyped_once(tmp_path: Path) -> None:
    trying = Trying(ByRadio(FLAT), tmp_path, {READING: "20\n then reading"})
    assert (await trying.kept()).unit_ratio == 1.0


async def test_a_console_that_shows_another_speed_is_not_kept(tmp_path: Path) -> None:
    trying = Trying(ByRadio(FLAT), tmp_path, {READING: "7.5\n"})
    assert "tell different speeds" in await trying.fails()


async def test_a_treadmill_without_a_deck_is_asked_for_none(tmp_path: Path) -> None:
    trying = Trying(ByRadio(FLAT), tmp_path)
    assert (await trying.kept()).inclines is None
    assert RISES not in trying.seen


@pytest.mark.parametrize(
    ("model", "does"), [(DEFAULT, {RISES: "n"}), (DEFAULT, {ROSE: "n"}), (NO_DECK, {ROSE: "n"})]
)
async def test_a_deck_that_nobody_saw_rise_is_not_used(
    tmp_path: Path, model: MachineModel, does: dict[str, str]
) -> None:
    assert (await Trying(ByRadio(model), tmp_path, does).kept()).inclines is False


async def test_a_deck_that_does_not_come_down_again_ends_it(tmp_path: Path) -> None:
    trying = Trying(ByRadio(), tmp_path, {ROSE: "deck-stuck, y"})
    assert "did not come down" in await trying.fails()


@pytest.mark.parametrize(
    ("does", "cuts"),
    [
        ({"safety key that cuts": "n"}, PowerCut.MAINS_SWITCH),
        ({"safety key that cuts": "n", "mains switch?": "n"}, PowerCut.MAINS_PLUG),
    ],
)
async def test_without_a_key_what_cuts_the_power_is_kept(
    tmp_path: Path, does: dict[str, str], cuts: PowerCut
) -> None:
    kept = await Trying(ByRadio(FLAT), tmp_path, {**does, "rails to hold": "n"}).kept()
    assert (kept.cuts_power, kept.rails) == (cuts, False)


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ({"Is the belt empty": "n"}, "Clear the belt"),
        ({"Can you reach that": "n"}, "Stand where you can reach it"),
        ({IS_IT: "console-stop, nothing, y"}, "its stop was not tried from here"),
        ({IS_IT: "safety-key, y"}, "its stop was not tried from here"),
        ({IS_IT: "console-speed=2.0, nothing, y"}, "its stop was not tried from here"),
        ({AT_CONSOLE: "nothing"}, "No press at the console appeared here."),
        ({IN_KMH: "nothing"}, "Nobody answered, so the belt was stopped."),
        ({ALONE: "n"}, "nobody knows whether it stopped from here"),
        ({ALONE: "y then n"}, "nobody knows whether it stopped from here"),
        ({"It runs": "control-lost"}, "no longer takes orders"),
        ({"It runs": "console-speed=1.5"}, "Somebody changed the speed at the console."),
        ({READING: "console-stop"}, "Stopped at the treadmill's console."),
        ({READING: "runaway=0.5"}, "The belt"),
        ({"It runs": "stuck-belt"}, "The belt stood still when it should move."),
    ],
)
async def test_what_goes_wrong_ends_it_in_one_sentence_with_the_belt_standing(
    tmp_path: Path, does: dict[str, str], says: str
) -> None:
    assert says in await Trying(ByRadio(FLAT), tmp_path, does).fails()


@pytest.mark.parametrize(("console_first", "alone"), [(True, "n"), (False, "y")])
async def test_a_press_behind_our_stop_is_asked_about_and_never_taken_for_ours(
    tmp_path: Path, console_first: bool, alone: str
) -> None:
    """The machine says the same of a press and of our stop: only who stood by can tell."""
    rig = ByRadio(FLAT)
    rig.machine.belt.drive = replace(rig.machine.belt.drive, stop_kmh_s=0.3)
    told = "console-stop" if console_first else "says-stopped"
    trying = Trying(rig, tmp_path, {IS_IT: f"y, {told}", ALONE: alone})
    if console_first:
        assert "nobody knows whether" in await trying.fails()
    else:
        assert (await trying.kept()).stop_by == "unknown"
    assert "It says that its user stopped it" in trying.seen


@pytest.mark.parametrize("word", ["y", "\n", "y, y, \n"])
async def test_no_held_key_sets_the_belt_in_motion(tmp_path: Path, word: str) -> None:
    rig = ByRadio(FLAT)
    trying = Trying(rig, tmp_path, {TYPE: f"{word}, {word},  "})
    assert await trying.fails() == "You ended it. Nothing was kept."
    assert START not in orders(rig)


async def test_a_belt_that_was_stopped_at_its_console_and_started_there_again_is_tried(
    tmp_path: Path,
) -> None:
    does = {AT_CONSOLE: "console-speed=0.8, nothing, console-stop, nothing, console-speed=0.8"}
    await Trying(ByRadio(FLAT), tmp_path, does).kept()


async def test_another_person_s_treadmill_is_left_as_it_is(tmp_path: Path) -> None:
    rig = ByRadio()
    trying = Trying(rig, tmp_path, {IS_IT: "n"})
    with pytest.raises(Exception, match="Then this address is another treadmill's"):
        await trying.to_its_end()
    assert orders(rig) == [CONTROL]
    assert trying.moves_kmh == 0.8
