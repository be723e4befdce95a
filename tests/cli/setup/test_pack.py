"""What goes into a wheelhouse: pinned, for Linux, for that Python. Fetching it needs the index."""

from pathlib import Path

import pytest

from treadctl.cli.setup.pack import ROOT, chosen, fitting
from treadctl.errors import BadInput


def lines(pins: dict[str, str]) -> set[str]:
    return {text.partition(" ")[0] for text in pins.values()}


@pytest.mark.parametrize("demo", [False, True])
def test_all_that_the_service_needs_is_in_it_each_with_its_hashes(demo: bool) -> None:
    pins = chosen(ROOT, demo=demo)
    assert {"aiohttp", "bleak", "gpiod", "fit-tool", "mpremote", "pip"} <= set(pins)
    assert ("bumble" in pins) is demo
    assert all("--hash=sha256:" in text for text in pins.values())


def test_what_is_for_other_systems_is_left_out() -> None:
    fit = fitting(chosen(ROOT, demo=False), "3.11")
    assert any(text.startswith("dbus-fast==") for text in fit)
    assert not any(text.startswith(("winrt", "pyobjc")) for text in fit)


@pytest.mark.parametrize(("python", "version"), [("3.11", "13."), ("3.12", "16."), ("3.13", "16.")])
def test_a_package_that_depends_on_the_python_is_the_one_for_it(python: str, version: str) -> None:
    fit = fitting(chosen(ROOT, demo=True), python)
    (pyee,) = [text for text in fit if text.startswith("pyee==")]
    assert pyee.startswith(f"pyee=={version}")
    assert ";" not in "".join(fit)


def test_a_pin_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/dev.txt").write_text("")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    with pytest.raises(BadInput, match="run make requirements"):
        chosen(tmp_path, demo=False)
