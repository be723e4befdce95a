"""The changes that are tried on the safety core, and a sample of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof.core import ROOT, core
from tests.proof.mutants import EQUIVALENT, choose, equivalent, wrong
from tests.proof.mutations import mutants


def words(folder: Path, source: str) -> list[str]:
    """How the mutants of this source are called, without where they are."""
    path = folder / "belt.py"
    path.write_text(source)
    return [one.name.partition(": ")[2] for one in mutants(path, "belt")]


def test_a_comparison_is_moved_by_a_hair_and_turned_round(tmp_path: Path) -> None:
    assert words(tmp_path, "def slow(v):\n    return v < LIMIT\n") == [
        "return v < LIMIT -> return None",
        "return v < LIMIT | v < LIMIT -> v <= LIMIT",
        "return v < LIMIT | v < LIMIT -> v >= LIMIT",
    ]


def test_a_statement_is_left_out_and_so_is_an_argument(tmp_path: Path) -> None:
    assert words(tmp_path, "def press(at):\n    stop(at)\n") == [
        "stop(at) -> (gone)",
        "stop(at) -> without at",
    ]


def test_a_number_in_a_table_is_changed_where_its_module_is_made(tmp_path: Path) -> None:
    path = tmp_path / "belt.py"
    path.write_text("LIMITS_KMH = (3.5, 0.0)\n")
    found = mutants(path, "belt")
    assert [(one.name, one.function) for one in found] == [
        ("belt: LIMITS_KMH = (3.5, 0.0) | 3.5 -> 3.85", None),
        ("belt: LIMITS_KMH = (3.5, 0.0) | 0.0 -> 0.1", None),
    ]


def test_what_is_only_logged_or_only_said_to_the_reader_is_left_alone(tmp_path: Path) -> None:
    source = 'def press(at: "float"):\n    """A press."""\n    log.info("pressed at %s", at)\n'
    assert words(tmp_path, source) == []


def test_two_changes_that_read_the_same_are_told_apart(tmp_path: Path) -> None:
    found = words(tmp_path, "def press():\n    stop()\n    stop()\n")
    assert found == ["stop() -> (gone)", "stop() -> (gone) #2"]


def test_a_mutant_s_program_differs_in_one_place(tmp_path: Path) -> None:
    path = tmp_path / "belt.py"
    path.write_text("def fast(v):\n    return v > 3\n")
    names: dict[str, int] = {}
    (change,) = (one for one in mutants(path, "belt") if one.name.endswith("v > 3 -> v >= 3"))
    exec(compile(change.program(), path, "exec"), names)  # noqa: S102 - the program is above
    assert eval("fast(3)", names) is True  # noqa: S307


def test_every_mutant_of_the_core_has_a_name_of_its_own() -> None:
    names = [one.name for module, path in core().items() for one in mutants(path, module)]
    assert len(names) == len(set(names)) > 1000


def test_a_sample_is_drawn_from_those_that_can_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "belt.py"
    path.write_text("LIMITS = (1, 2, 3, 4)\n")
    among = mutants(path, "belt")
    listed = {among[0].name}
    assert {one.name for one in choose(among, listed, 99, 1)} == {one.name for one in among[1:]}
    assert choose(among, listed, 2, 7) == choose(among, listed, 2, 7)
    assert choose(among, listed, None, 1) == among


@pytest.mark.parametrize(
    ("tried", "survivors", "listed", "why"),
    [
        ({"a", "b"}, set(), set(), []),
        ({"a", "b"}, {"a"}, {"a"}, []),
        ({"b"}, set(), {"a"}, []),
        ({"a", "b"}, {"b"}, set(), ["noticed by nobody: b"]),
        ({"a", "b"}, set(), {"a"}, ["listed as equivalent, but noticed: a"]),
        ({"a", "b"}, set(), {"c"}, ["listed as equivalent, but not there: c"]),
    ],
)
def test_a_list_of_equivalents_that_is_not_true_is_an_error(
    tried: set[str], survivors: set[str], listed: set[str], why: list[str]
) -> None:
    assert wrong({"a", "b"}, tried, survivors, listed) == why


def test_each_equivalent_is_listed_once_with_its_reason() -> None:
    assert len(equivalent()) == EQUIVALENT.read_text().count("'''") / 2


@pytest.mark.realtime
def test_a_sample_of_all_changes_to_the_safety_core_is_noticed() -> None:
    asked = [sys.executable, "-m", "tests.proof.mutants", "--sample", "10", "--seed", "1"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
