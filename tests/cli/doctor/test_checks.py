"""Which checks there are, and that the walks that are shipped are right."""

from pathlib import Path

import pytest

from tests.cli.command import gym
from treadctl.cli.doctor import FAIL, OK, Finding
from treadctl.cli.doctor.checks import checks, profiles
from treadctl.errors import BadInput
from treadctl.session import profile

FINE = Finding("pain button", OK, "found")


def test_there_is_a_check_for_all_that_a_walk_needs() -> None:
    named = {one.name for one in checks(None, None, lambda: FINE)}
    walk = {"pain button", "stop latch", "last stop", "treadmill", "ranges", "bluetooth", "service"}
    computer = {"python", "clock", "disk", "power", "timing", "permissions"}
    assert named == walk | computer | {"profiles", "page", "phones", "broker", "installation"}


def test_the_folder_of_the_configuration_is_the_one_that_is_looked_at(tmp_path: Path) -> None:
    file = gym(tmp_path, "sim://", f'state_folder = "{tmp_path / "kept"}"')
    (latch,) = [one for one in checks(file, None, lambda: FINE) if one.name == "stop latch"]
    assert latch.find() == Finding("stop latch", OK, str(tmp_path / "kept"))


def test_the_walks_that_are_shipped_are_found() -> None:
    found = profiles()
    assert (found.result, found.why.endswith(" found")) == (OK, True)


def test_a_walk_that_is_wrong_and_a_folder_without_one_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(_name: str) -> None:
        raise BadInput("first-steps.toml, line 3: too fast.")

    monkeypatch.setattr(profile, "names", lambda: ["first-steps"])
    monkeypatch.setattr(profile, "find", wrong)
    assert (profiles().result, "line 3" in profiles().why) == (FAIL, True)
    monkeypatch.setattr(profile, "names", list)
    assert (profiles().result, profiles().next_step) == (FAIL, "Install again.")
