"""The floor of the crash bench writes the same stop as treadctl does, and loads none of it."""

import asyncio
import subprocess
import sys

import pytest

from tests.processes import live_machine, until
from treadctl.cli.bench.crash import FLOOR

pytestmark = pytest.mark.realtime


async def test_a_bare_process_writes_one_stop_to_a_machine_and_ends() -> None:
    async with live_machine() as machine:
        hci = machine.out[0].partition("=")[2]
        process = await asyncio.create_subprocess_exec(sys.executable, str(FLOOR), hci)
        assert await process.wait() == 0
        await until(lambda: machine.writes == ["0801"], machine)


def test_it_loads_nothing_of_treadctl() -> None:
    code = f"import runpy, sys; runpy.run_path({str(FLOOR)!r}); print('treadctl' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ended.stdout == "False\n"
