"""`treadctl doctor`: what it says of the treadmill."""

from pathlib import Path

import pytest

from tests.cli.command import Treadctl, gym
from tests.commissioned import FILE, changed
from treadctl.drivers.machine_file import FOLDER, MachineFile, save


@pytest.fixture
def machines(tmp_path: Path) -> Path:
    return tmp_path / "state" / FOLDER


def finding(treadctl: Treadctl, *arguments: object) -> dict[str, str] | None:
    found = treadctl("doctor", "--json", *arguments).json
    return next((one for one in found if one["check"] == "treadmill"), None)


def test_one_that_was_never_commissioned_is_a_warning_with_the_call_for_it(
    treadctl: Treadctl,
) -> None:
    found = finding(treadctl, "--treadmill", FILE.treadmill)
    assert found is not None
    assert (found["result"], "tier A only" in found["why"]) == ("warn", True)
    assert found["next_step"].endswith(f"treadctl doctor --treadmill {FILE.treadmill} --commission")


@pytest.mark.parametrize(
    ("kept", "result", "says"),
    [
        (FILE, "ok", "SIM-1 at F0:F1:F2:F3:F4:F5: commissioned; it stops from 2 km/h in 1.5 s"),
        (changed(rails=False), "warn", "it has no rails"),
    ],
)
def test_one_that_was_is_told_with_what_came_of_it(
    treadctl: Treadctl, machines: Path, kept: MachineFile, result: str, says: str
) -> None:
    save(kept, machines)
    found = finding(treadctl, "--treadmill", FILE.treadmill)
    assert found is not None
    assert (found["result"], says in found["why"]) == (result, True)


def test_the_treadmill_of_the_configuration_is_looked_for_in_its_state_folder(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    save(FILE, tmp_path / FOLDER)
    more = f'pain_button = "none"\nstate_folder = "{tmp_path}"'
    found = finding(treadctl, "--config", gym(tmp_path, FILE.treadmill, more))
    assert found is not None and found["result"] == "ok"


def test_a_file_that_is_wrong_is_a_fail(treadctl: Treadctl, machines: Path) -> None:
    save(FILE, machines).write_text("rails = perhaps", encoding="utf-8")
    found = finding(treadctl, "--treadmill", FILE.treadmill)
    assert found is not None
    assert (found["result"], "is not valid TOML" in found["why"]) == ("fail", True)


@pytest.mark.parametrize("uri", ["sim://", "bridge:///dev/ttyACM0"])
def test_one_that_nobody_commissions_is_ok(treadctl: Treadctl, uri: str) -> None:
    found = finding(treadctl, "--treadmill", uri)
    assert found is not None and found["result"] == "ok"


def test_without_a_treadmill_there_is_nothing_to_say(treadctl: Treadctl) -> None:
    assert finding(treadctl) is None


def test_what_is_no_address_is_a_wrong_call(treadctl: Treadctl) -> None:
    ended = treadctl("doctor", "--treadmill", "nowhere://here")
    assert (ended.code, "'nowhere://here' is no treadmill address" in ended.complaint) == (2, True)


@pytest.mark.parametrize("option", ["--json", "--press"])
def test_commissioning_asks_a_person_and_so_goes_with_no_other_check(
    treadctl: Treadctl, option: str
) -> None:
    ended = treadctl("doctor", "--commission", "--treadmill", FILE.treadmill, option)
    assert (ended.code, "leave out --json and --press" in ended.complaint) == (2, True)
