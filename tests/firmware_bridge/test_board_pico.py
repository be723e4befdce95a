"""The firmware as it goes onto a Pico, on MicroPython: its pins are those of `simulators.pico`."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import Settings, dump
from simulators.pico.host import Host
from simulators.pico.process import Pico, command, pico

TRANSCRIPT = Path(__file__).parent / "on_micropython" / "transcript.py"
ROOT = Path(__file__).parents[2]
LIMIT_S = 30.0
TRIES = 5  # a board that was kept waiting for 50 ms stops by itself


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


def rest(board: Pico) -> list[str]:
    """What the board still prints until it ends."""
    assert board.board.stdout is not None
    return board.board.stdout.read().splitlines()


def word(board: Pico, said: str) -> int:
    """Say a word to the board; return when, in ms of its clock."""
    assert board.board.stdin is not None
    at_ms = int(time.perf_counter() * 1000)
    board.board.stdin.write(said + "\n")
    board.board.stdin.flush()
    return at_ms


def press_and_break() -> list[str] | None:
    """What a board printed that was walked, pressed and broken; None: its time was taken away."""
    with pico(dump(Settings(accel=100))) as board:
        host = Host(board.line)
        host.hello()
        host.arm()
        host.walk(2.0, 100)
        pressed_ms = word(board, "pain")
        host.listen(0.2)
        faults, state = host.status["faults"], host.status["state"]
        word(board, "raise")
        lines = rest(board)
    if faults & wire.F_OVERRUN:
        return None
    assert (state, faults) == (wire.STOPPING, wire.F_PAIN | wire.F_INPUT & faults)
    return [f"pressed {pressed_ms}", *lines]


@pytest.mark.realtime
def test_pain_ramps_the_duty_and_an_error_in_the_step_takes_it_away() -> None:
    pressed, *lines = next(found for _ in range(TRIES) if (found := press_and_break()))
    outputs = [[int(part) for part in line.split()] for line in lines if line[:1].isdigit()]
    after = [line for line in outputs if line[0] > int(pressed.split()[1]) + 1]
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
