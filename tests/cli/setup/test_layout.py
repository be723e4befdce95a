"""Where an installation is, and whether the environment in use can be used."""

import sys
from pathlib import Path

import pytest

from treadctl.cli.setup.layout import CONFIG, DONE, HOME, Layout, fits


def test_another_root_is_not_this_system(tmp_path: Path) -> None:
    assert Layout().is_this_system
    assert Layout().at(CONFIG) == CONFIG
    assert not Layout(tmp_path).is_this_system
    assert Layout(tmp_path).at(CONFIG) == tmp_path / "etc/treadctl/treadctl.toml"


def environment(layout: Layout, python: Path, library: str = "python3.11") -> Path:
    made = layout.environment("1.0-abc", "3.11")
    (made / "bin").mkdir(parents=True)
    (made / "lib" / library).mkdir(parents=True)
    (made / "bin/python").symlink_to(python)
    (made / DONE).write_text("1.0-abc\n")
    layout.current.symlink_to(f"environments/{made.name}")
    return made


def interpreter(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("")
    return path


def test_the_environment_in_use_has_the_name_of_its_version(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    environment(layout, interpreter(tmp_path, "python3.11"))
    assert layout.in_use() == "1.0-abc-python3.11"


def test_without_a_link_nothing_is_in_use(tmp_path: Path) -> None:
    assert Layout(tmp_path).in_use() is None


def test_one_that_was_cut_off_while_it_was_made_is_not_in_use(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    (environment(layout, interpreter(tmp_path, "python3.11")) / DONE).unlink()
    assert layout.in_use() is None


@pytest.mark.parametrize("now", ["python3.13", "gone"])
def test_one_whose_python_is_another_or_gone_does_not_fit(tmp_path: Path, now: str) -> None:
    layout = Layout(tmp_path)
    python = tmp_path / "gone" if now == "gone" else interpreter(tmp_path, now)
    made = environment(layout, python)
    assert not fits(made)
    assert layout.in_use() is None


def test_the_environment_of_these_tests_fits() -> None:
    assert fits(Path(sys.prefix))


def test_a_wheelhouse_and_its_environment_are_below_the_home(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    for path in (layout.wheelhouse("1"), layout.environment("1", "3.11"), layout.unfinished):
        assert path.is_relative_to(layout.at(HOME))
