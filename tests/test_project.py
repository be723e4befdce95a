"""What must stay true of the tree as a whole: what is in it, what is not, and what it builds."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import treadctl

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# Written so that no pattern matches itself.
MACHINE_PATH = re.compile(r"(?<![\w.:}])/(?:work|root|home|tmp|Users|mnt)/")
PACKAGE_HOST = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org")
LOCK_FILES = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}

WITHOUT_TESTS = {
    "treadctl/errors.py",  # names only: every other test file raises or expects them
    "treadctl/session/acts.py",  # values only: tests/session/test_session.py expects every one
    "firmware_bridge/board.py",  # a Protocol: tests/firmware_bridge/test_loop.py has such a board
    # These run on MicroPython only: tests/firmware_bridge/test_board_pico.py starts them there.
    "firmware_bridge/main.py",
    "simulators/pico/machine.py",
    "simulators/pico/time.py",
}


def _modules() -> list[str]:
    """Return every module by its path, packages' own `__init__` and `__main__` left out."""
    folders = ("treadctl", "simulators", "firmware_bridge")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    paths = {file.relative_to(ROOT).as_posix() for file in files if not file.stem.startswith("__")}
    return sorted(paths - WITHOUT_TESTS)


def _test_files(module: str) -> list[str]:
    """Return the names that the module's test file may have.

    It is in a folder named like one of the module's own, and may be in tests/ itself where no
    other module shares the name: treadctl/safety/buttons/keyboard.py is tested in tests/,
    tests/safety/, tests/buttons/ or tests/safety/buttons/.
    """
    path = Path(module)
    rooms = [room for room in path.parent.parts if room != "treadctl"]
    folders = {"/".join(rooms), *rooms}
    if sum(Path(other).name == path.name for other in _modules()) == 1:
        folders.add("")
    return sorted((Path("tests") / folder / f"test_{path.name}").as_posix() for folder in folders)


@pytest.mark.parametrize("module", _modules())
def test_every_module_has_a_test_file_of_its_own(module: str) -> None:
    allowed = _test_files(module)
    assert any((ROOT / name).is_file() for name in allowed), f"write {' or '.join(allowed)}"


@pytest.fixture(scope="module")
def tree() -> list[str]:
    """Every file that is, or is about to be, in the repository. Needs git and a checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def _lines_with(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    found = []
    for name in names:
        content = (ROOT / name).read_bytes()
        if b"\0" in content:  # a font or a picture
            continue
        lines = content.decode().splitlines()
        found += [f"{name}:{n}: {line}" for n, line in enumerate(lines, 1) if pattern.search(line)]
    return found


@pytest.mark.realtime
def test_no_file_names_a_path_of_somebody_s_machine(tree: list[str]) -> None:
    assert "LICENSE" in tree
    assert _lines_with(MACHINE_PATH, tree) == []


@pytest.mark.realtime
def test_no_file_names_a_package_host(tree: list[str]) -> None:
    assert _lines_with(PACKAGE_HOST, tree) == []


@pytest.mark.realtime
def test_packages_are_pinned_in_one_place(tree: list[str]) -> None:
    assert [name for name in tree if Path(name).name in LOCK_FILES] == []


def _pins(name: str) -> dict[str, set[Version]]:
    """Return the versions a requirements file pins, by package.

    There are several where the version depends on the Python. Raises AssertionError for
    anything but a pin by version and hash, such as an address or an option of an index.
    """
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    pins: dict[str, set[Version]] = {}
    for line in filter(None, text.splitlines()):
        pinned, *hashes = line.split(" --hash=sha256:")
        requirement = Requirement(pinned)
        assert requirement.url is None and hashes, line
        versions = pins.setdefault(canonicalize_name(requirement.name), set())
        versions.update(Version(part.version) for part in requirement.specifier)
        assert all(part.operator == "==" for part in requirement.specifier), line
    return pins


@pytest.mark.parametrize("name", ["run.txt", "demo.txt", "dev.txt"])
def test_every_pin_has_a_version_and_hashes_and_no_address(name: str) -> None:
    assert _pins(name)


def test_the_pins_agree_with_each_other() -> None:
    run, demo, dev = _pins("run.txt"), _pins("demo.txt"), _pins("dev.txt")
    assert {name: demo.get(name) for name in run} == run
    assert {name: dev.get(name) for name in demo} == demo


@pytest.mark.parametrize("name", ["run.txt", "demo.txt", "dev.txt"])
def test_the_pins_are_what_the_project_asks_for(name: str) -> None:
    extras = PROJECT["optional-dependencies"]
    asked = {"run.txt": PROJECT["dependencies"]} | {f"{e}.txt": extras[e] for e in extras}
    pins = _pins(name)
    for requirement in map(Requirement, asked[name]):
        if requirement.name != PROJECT["name"]:
            versions = pins.get(canonicalize_name(requirement.name), set())
            assert versions and all(v in requirement.specifier for v in versions), requirement


def _build(kind: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory"]
    subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, check=True)
    (made,) = folder.iterdir()
    return made


@pytest.mark.realtime
def test_the_wheel_holds_the_code_the_page_the_profiles_and_nothing_else(
    tree: list[str], tmp_path: Path
) -> None:
    code = {
        name for name in tree if name.startswith(("treadctl/", "simulators/", "firmware_bridge/"))
    }
    profiles = {f"treadctl/{name}" for name in tree if name.startswith("profiles/")}
    page = {name for name in code if name.startswith("treadctl/edges/page/")}
    assert profiles and page and any(name.startswith("simulators/") for name in code)

    held = set(zipfile.ZipFile(_build("wheel", tmp_path)).namelist())

    metadata = {name for name in held if name.split("/")[0].endswith(".dist-info")}
    assert held - metadata == code | profiles


@pytest.mark.realtime
def test_the_wheel_says_its_version_its_licence_and_its_command(tmp_path: Path) -> None:
    folder = f"treadctl-{treadctl.__version__}.dist-info"
    with zipfile.ZipFile(_build("wheel", tmp_path)) as wheel:
        metadata = wheel.read(f"{folder}/METADATA").decode().splitlines()
        commands = wheel.read(f"{folder}/entry_points.txt").decode()
        licence = wheel.read(f"{folder}/licenses/LICENSE")

    assert f"Version: {treadctl.__version__}" in metadata
    assert "License-Expression: Apache-2.0" in metadata
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert "treadctl = treadctl.cli:main" in commands


@pytest.mark.realtime
def test_the_source_archive_holds_every_file(tree: list[str], tmp_path: Path) -> None:
    with tarfile.open(_build("sdist", tmp_path)) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames()}
    assert set(tree) <= held
