"""What a service writes down."""

import subprocess
import sys

import pytest

SAYS = """
import logging
from treadctl.cli.journal import log_to_stderr
log_to_stderr()
logging.getLogger("treadctl.safety").info("ours")
logging.getLogger("somebody.else").info("noise")
logging.getLogger("somebody.else").warning("trouble")
"""


@pytest.mark.realtime
def test_our_own_news_and_everybody_s_trouble_are_written_down() -> None:
    done = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["INFO ours", "WARNING trouble"]
