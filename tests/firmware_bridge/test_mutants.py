"""A sample of the changes that are tried on the firmware's core."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.firmware_bridge.core import core
from tests.firmware_bridge.mutants import EQUIVALENT, QUICK
from tests.proof.mutants import equivalent

ROOT = Path(__file__).parents[2]
TRY = """
import sys
from tests.firmware_bridge.mutants import SLICE
from tests.proof.mutants import main
sys.exit(main(SLICE))
"""


@pytest.mark.realtime
def test_a_sample_of_all_changes_to_some_files_is_noticed() -> None:
    asked = [sys.executable, "-c", TRY, "--only", *QUICK, "--sample", "10"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 mutants of" in done.stdout


def test_each_equivalent_is_listed_once_with_its_reason() -> None:
    assert len(equivalent(EQUIVALENT)) == EQUIVALENT.read_text().count("'''") / 2


def test_the_core_is_all_that_does_not_need_a_board() -> None:
    assert {"control", "wire", "loop", "link"} <= set(core())
    assert not {"board", "board_pico", "main"} & set(core())
