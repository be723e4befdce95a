"""The firmware as it goes onto a Pico, on MicroPython: its pins are those of `simulators.pico`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import Settings, dump
from simulators.pico.host import Host
from simulators.pico.process import command, pico, say

TRANSCRIPT = Path(__file__).parent / "on_micropython" / "transcript.py"
ROOT = Path(__file__).parents[2]
LIMIT_S = 30.0


def transcript(*arguments: str) -> str:
    """What MicroPython makes of the scripted walk."""
    call, environment = command(TRANSCRIPT)
    done = subprocess.run(
        [*call, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


@pytest.mark.realtime
def test_the_core_does_on_micropython_what_it_does_on_cpython() -> None:
    here = subprocess.run(
        [sys.executable, str(TRANSCRIPT)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT_S,
    ).stdout
    assert here.count("\n") > 5000
    assert transcript() == here


@pytest.mark.realtime
def test_no_control_step_takes_memory() -> None:
    assert transcript("locked").count("\n") > 5000


@pytest.mark.realtime
def test_pain_ramps_the_duty_and_an_error_in_the_step_takes_it_away() -> None:
    with pico(dump(Settings(accel=100))) as board:
        host = Host(board.line)
        host.hello()
        host.arm()
        host.walk(2.0, 100)
        say(board, "mark")
        say(board, "pain")
        while not host.status["faults"]:
            host.listen(0.01)
        assert host.status["faults"] & ~wire.F_INPUT == wire.F_PAIN
        assert host.status["state"] == wire.STOPPING
        host.listen(0.2)
        say(board, "raise")
        assert board.board.stdout is not None
        lines = board.board.stdout.read().splitlines()
    mark = next(line for line in lines if line.startswith("mark")).split()
    outputs = [[int(part) for part in line.split()] for line in lines if line[0].isdigit()]
    after = [line for line in outputs if line[0] > int(mark[1]) + 30]  # a word is heard each 10 ms
    duties = [duty for _, duty, _ in after]
    assert duties == sorted(duties, reverse=True)
    assert after[0][2] == 1  # K1 stays closed for the ramp
    assert outputs[-1][1:] == [0, 0]
    assert lines[-1] == "RuntimeError: asked for"
    assert "watchdog" not in lines


@pytest.mark.realtime
def test_a_bridge_with_damaged_settings_stands_in_a_fault() -> None:
    with pico("{}") as board:
        host = Host(board.line)
        host.hello()
        while host.status["state"] <= wire.SELFTEST:
            host.listen(0.1)
        assert host.status["state"] == wire.FAULT
        assert host.status["faults"] == wire.F_CONFIG
