"""Runs the tests of the safety room and demands that they reach all of its core, by themselves.

`python -m tests.proof.cover`: 0 if they pass and reach 100 % of its lines and branches.
"""

import sys

import coverage
import pytest

from tests.proof.core import TESTS, core


def main() -> int:
    """Run the tests, print what they did not reach; the exit code."""
    cover = coverage.Coverage(data_file=None, branch=True, config_file=False, include=_files())
    cover.start()
    failed = pytest.main(["-q", str(TESTS)])
    cover.stop()
    percent = cover.report(show_missing=True, skip_covered=True)
    return int(failed) or int(percent < 100.0)


def _files() -> list[str]:
    return [str(path) for path in core().values()]


if __name__ == "__main__":
    sys.exit(main())
