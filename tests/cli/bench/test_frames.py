"""`treadctl bench frames`: which records, and how they are counted."""

from pathlib import Path

import pytest

from treadctl.cli.bench.frames import COUNTS, GOLDEN, rows, table
from treadctl.cli.bench.frames_worker import ours
from treadctl.errors import BadInput


def test_every_golden_record_of_every_machine_says_what_its_source_states() -> None:
    found = list(rows(GOLDEN))
    assert len(found) > 300 and len({row["machine"] for row in found}) > 12
    assert [row for row in found if ours(row) != {"frames": 1, "right": 1}] == []


def test_without_a_checkout_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Run this in a checkout"):
        list(rows(tmp_path))


def test_each_machine_has_a_line_and_all_of_them_one() -> None:
    counts = dict.fromkeys(COUNTS, 2)
    found = {**counts, "peer": "pyftms==1", "machines": {"A": counts, "B": counts}}
    head, *lines = table(found)
    assert "pyftms==1" in head
    assert [line.split() for line in lines] == [
        [name, "2", "2", "2", "2"] for name in ("A", "B", "all")
    ]
