"""`treadctl profiles` as a shell and a person see it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from treadctl.cli.profiles import profiles
from treadctl.errors import BadInput
from treadctl.session.profile import folder, names

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(profiles, arguments)


def test_the_list_names_every_profile_and_which_is_off() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in names())
    assert "(off)" in result.stdout


def test_the_list_as_json_is_one_document_with_units_in_its_keys() -> None:
    found = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert set(found) == set(names())
    assert found["gentle-start"] == {
        "name": "gentle-start",
        "title": "Gentle start",
        "tier": "A",
        "purpose": found["gentle-start"]["purpose"],
        "enabled": True,
        "duration_s": 480.0,
        "distance_m": 216.7,
        "peak_speed_kmh": 2.0,
        "peak_inclination_percent": 0.0,
    }
    assert found["retro-supervised"]["enabled"] is False
    assert found["retro-supervised"]["disabled_reason"]


def test_a_profile_is_shown_minute_by_minute() -> None:
    shown = run("show", "back-ease-20").stdout
    assert "back-ease-20: Easy 20 (tier B)" in shown
    assert "4-16" in shown
    assert "walk: 2 to 32 minutes, as you choose." in shown


def test_a_profile_that_is_off_says_why() -> None:
    assert (
        "Switched off: Walking backwards needs a helper" in run("show", "retro-supervised").stdout
    )


def test_a_profile_shown_as_json_holds_the_file_and_its_totals() -> None:
    shown = json.loads(run("show", "incline-gentle", "--json").stdout)
    assert shown["tiers"] == {"A": {"max_speed_kmh": 2.5, "max_inclination_percent": 2.0}}
    assert shown["segments"][2] == {
        "name": "hill 1",
        "minutes": 3.0,
        "speed_kmh": 3.0,
        "inclination_percent": 1.0,
    }
    assert (shown["duration_s"], shown["distance_m"]) == (1200.0, 891.7)
    assert "disabled_reason" not in shown


def test_a_file_is_shown_like_a_name() -> None:
    by_file = run("show", str(folder() / "gentle-start.toml"), "--json").stdout
    assert by_file == run("show", "gentle-start", "--json").stdout


def test_brackets_in_a_name_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = (folder() / "gentle-start.toml").read_text(encoding="utf-8")
    path = tmp_path / "x.toml"
    path.write_text(text.replace('name = "warm"', 'name = "[red]warm[/blue]"'), encoding="utf-8")
    assert "[red]warm[/blue]" in run("show", str(path)).stdout


def test_an_unknown_name_is_bad_input() -> None:
    result = run("show", "gentle-strat")
    assert isinstance(result.exception, BadInput)
    assert result.stdout == ""


def test_every_shipped_file_is_ok() -> None:
    files = [str(folder() / f"{name}.toml") for name in names()]
    assert run("check", *files).stdout.splitlines() == [f"ok: {file}" for file in files]


def test_the_check_ends_at_the_first_bad_file(tmp_path: Path) -> None:
    good, bad = str(folder() / "gentle-start.toml"), tmp_path / "bad.toml"
    bad.write_text("name = 3", encoding="utf-8")
    result = run("check", good, str(bad), good)
    assert result.stdout == f"ok: {good}\n"
    assert isinstance(result.exception, BadInput)
    assert str(result.exception).startswith(f"{bad}, line 1, name: ")


def test_a_check_of_nothing_is_a_wrong_call() -> None:
    assert run("check").exit_code == 2


QZ = '<rows><row duration="00:10:00" speed="9"/><row duration="00:04:00" speed="1.5"/></rows>'


def test_an_imported_workout_is_a_file_to_keep_and_a_list_of_changes(tmp_path: Path) -> None:
    (tmp_path / "run.xml").write_text(QZ, encoding="utf-8")
    result = run("import", str(tmp_path / "run.xml"))
    assert "2-12 min        3.5 km/h  row" in result.stderr
    assert "- line 1: 9.0 km/h became 3.5, as tier A allows." in result.stderr
    (tmp_path / "mine.toml").write_text(result.stdout, encoding="utf-8")
    assert run("check", str(tmp_path / "mine.toml")).exit_code == 0


def test_an_import_for_another_tier_keeps_to_that(tmp_path: Path) -> None:
    (tmp_path / "run.xml").write_text(QZ, encoding="utf-8")
    assert "5 km/h  row" in run("import", str(tmp_path / "run.xml"), "--tier", "B").stderr


def test_what_is_no_workout_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "x.zwo").write_text("nothing", encoding="utf-8")
    result = run("import", str(tmp_path / "x.zwo"))
    assert isinstance(result.exception, BadInput)
    assert result.stdout == ""


@pytest.mark.realtime
def test_the_commands_are_known_without_loading_what_they_need() -> None:
    code = (
        "import sys, treadctl.cli.profiles;sys.exit(bool({'pydantic', 'rich'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert ended.returncode == 0
