"""What `treadctl doctor` says of this computer."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

from treadctl.cli import supply
from treadctl.cli.doctor import FAIL, OK, WARN, computer
from treadctl.cli.doctor.computer import (
    architecture,
    clock,
    disk,
    fits,
    installation,
    power,
    python,
)
from treadctl.cli.setup import health

WHEEL = "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_17_{0}\nTag: cp311-cp311-linux_{0}\n"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Program = Callable[[str, str], None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Puts a program that prints this where nothing else is found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(computer, "SYNCHRONISED", tmp_path / "synchronized")

    def make(name: str, prints: str) -> None:
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{prints}'\n", "ascii")
        (tmp_path / name).chmod(0o755)

    return make


def test_this_python_and_its_packages_are_right() -> None:
    assert python().result == OK
    assert architecture() in python().why


def test_an_installation_that_was_cut_off_is_to_be_repaired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert installation() == []
    monkeypatch.setattr(health, "trouble", lambda _layout: "an update was cut off")
    (found,) = installation()
    assert (found.result, found.why) == (FAIL, "an update was cut off")
    assert found.next_step == health.REPAIR


@pytest.mark.parametrize(
    ("wheel", "runs"),
    [
        (WHEEL.format("aarch64"), True),
        (WHEEL.format("x86_64"), False),
        ("Tag: py3-none-any\n", True),
        ("", True),
    ],
)
def test_a_package_says_for_which_computer_it_was_made(wheel: str, runs: bool) -> None:
    assert fits(wheel, "aarch64") is runs


def test_packages_of_another_kind_of_computer_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computer, "architecture", lambda: "riscv64")
    found = python()
    assert (found.result, "another kind of computer than riscv64" in found.why) == (FAIL, True)
    assert found.next_step == "Install again: treadctl install --wheelhouse DIR."


def test_a_package_that_is_missing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["click>=8.5", "no-such-package<9,>=8.5", 'pytest>=9; extra == "dev"']
    monkeypatch.setattr(metadata, "requires", lambda _name: wanted)
    assert (python().result, python().why) == (FAIL, "the package no-such-package is missing")


def test_a_python_that_is_too_old_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computer, "OLDEST_PYTHON", (4, 0))
    assert (python().result, python().next_step) == (FAIL, "Install Python 3.11 or newer.")


def test_a_clock_in_1970_is_named(program: Program) -> None:
    found = clock(datetime(1970, 1, 1, tzinfo=UTC))
    assert (found.result, "says 1970-01-01" in found.why) == (FAIL, True)
    assert "timedatectl set-time" in str(found.next_step)


@pytest.mark.realtime
@pytest.mark.parametrize(("told", "result"), [("yes", OK), ("no", WARN)])
def test_a_clock_that_nothing_keeps_right_is_a_warning(
    program: Program, told: str, result: str
) -> None:
    program("timedatectl", told)
    assert clock(NOW).result == result


def test_a_time_server_s_mark_is_enough_and_without_any_word_the_date_is(
    program: Program, tmp_path: Path
) -> None:
    assert (clock(NOW).result, clock(NOW).why) == (OK, "2026-11-22 09:30 UTC")
    (tmp_path / "synchronized").touch()
    assert clock(NOW).why == "2026-11-22 09:30 UTC, and a time server keeps it right"


@pytest.mark.parametrize(
    ("low", "full", "result"),
    [(0, 0, OK), (10**18, 0, WARN), (10**18, 10**18, FAIL)],
    ids=["room", "little", "none"],
)
def test_a_disk_that_fills_up_is_said_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, low: int, full: int, result: str
) -> None:
    monkeypatch.setattr(computer, "LOW_BYTES", low)
    monkeypatch.setattr(computer, "FULL_BYTES", full)
    found = disk(tmp_path / "not-made-yet")
    assert (found.result, "GB are free for" in found.why) == (result, True)


@pytest.mark.realtime
@pytest.mark.parametrize(("told", "result"), [("0x0", OK), ("0x50000", WARN), ("0x50005", FAIL)])
def test_too_little_voltage_is_told_where_the_firmware_tells_it(
    program: Program, told: str, result: str
) -> None:
    assert power() == []
    program("vcgencmd", f"throttled={told}")
    (found,) = power()
    assert found.result == result


def test_too_little_voltage_is_told_where_the_kernel_tells_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(supply, "too_little", lambda: True)
    (found,) = power()
    assert (found.result, "no walk starts" in found.why) == (FAIL, True)
    monkeypatch.setattr(supply, "too_little", lambda: False)
    assert [one.result for one in power()] == [OK]
