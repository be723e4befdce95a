"""Runs the tests of the firmware and demands that they reach all of its core.

`python -m tests.firmware_bridge.cover`: 0 if they pass and reach 100 % of its lines and branches.
What runs on another interpreter is not needed for that, and left out.
"""

import sys

import coverage
import pytest

from tests.firmware_bridge.core import TESTS, core


def main() -> int:
    """Run the tests, print what they did not reach; the exit code."""
    include = [str(path) for path in core().values()]
    cover = coverage.Coverage(data_file=None, branch=True, config_file=False, include=include)
    cover.exclude("if TYPE_CHECKING:")
    cover.start()
    failed = pytest.main(["-q", "-m", "not realtime", str(TESTS)])
    cover.stop()
    percent = cover.report(show_missing=True, skip_covered=True)
    return int(failed) or int(percent < 100.0)


if __name__ == "__main__":
    sys.exit(main())
