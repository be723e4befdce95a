"""What the README says of the code is what the code says."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests import readme_tables
from treadctl.cli import COMMANDS
from treadctl.drivers.quirks import Quirk
from treadctl.model import StopCause

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_stop_table_is_the_one_made_from_the_code() -> None:
    assert readme_tables.stop_table() in README
    assert readme_tables.after_table() in " ".join(README.split())


def test_the_table_of_machines_is_the_one_made_from_the_code() -> None:
    assert readme_tables.machines_table() in README


def test_every_effect_of_a_row_has_its_words() -> None:
    about = {"machine", "source", "model", "firmware", "names"}
    assert {one.name for one in fields(Quirk)} - about == set(readme_tables.DONE)


@pytest.mark.parametrize("cause", StopCause)
def test_every_cause_says_when_its_stop_is_written(cause: StopCause) -> None:
    assert readme_tables.WITHIN[cause.value]


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"`treadctl ([a-z]+)", README))
    assert len(named) > 5
    assert named <= set(COMMANDS)


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"(?<![\w/-])((?:treadctl|tests|\.github)/[\w./-]+\.\w+)", README))
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_direct_dependency_earns_its_row() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = re.search(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert listed is not None
    names = re.findall(r'"([a-z-]+)', listed.group(1))
    assert names and [name for name in names if name not in README] == []
