"""`treadctl bench` itself."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from treadctl.cli.bench import BENCHES, bench

ROOT = Path(__file__).parents[3]


def test_the_help_names_every_bench() -> None:
    shown = CliRunner().invoke(bench, ["--help"]).stdout
    assert all(name in shown for name in BENCHES)


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_prints_json(name: str) -> None:
    command = bench.get_command(click.Context(bench), name)
    assert command is not None
    assert command.name == name and "as_json" in {one.name for one in command.params}


def test_an_unknown_bench_is_a_wrong_call() -> None:
    assert CliRunner().invoke(bench, ["speed"]).exit_code == 2


@pytest.mark.realtime
def test_the_benches_are_listed_without_loading_them() -> None:
    code = "import sys, treadctl.cli.bench; sys.exit('simulators' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
