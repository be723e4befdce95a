"""Small wheelhouses of this very program, made without a package index.

treadctl's own wheel is the real one without what only developers start; pip and click are packed
again from where the tests run; one more wheel lets the environment see the rest of the packages
there, instead of installing them all.
"""

import hashlib
import shutil
import site
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from treadctl import __version__
from treadctl.cli.setup import manifest
from treadctl.cli.setup.layout import Layout
from treadctl.cli.setup.manifest import this_architecture, this_python

ROOT = Path(__file__).parents[2]
INSIDE = "treadctl/cli/"
DEVELOPERS = ("simulators/", "firmware_bridge/", "treadctl/cli/bench/")
SICK = """
import click

@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--config", "file")
def doctor(as_json, file):
    click.echo('[{"check": "belt", "result": "fail", "why": "it would run backwards"}]')
    return 1
"""

SICK_IN_USE = """
import sys
from pathlib import Path

import click

@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--config", "file")
def doctor(as_json, file):
    in_use = Path("/opt/treadctl/current").resolve() == Path(sys.prefix).resolve()
    click.echo('[{"check": "belt", "result": "fail", "why": "it creeps"}]' if in_use else "[]")
"""

SICK_SERVICE = """
import sys

import click

@click.command()
@click.option("--config", "file")
@click.option("--without-edges", is_flag=True)
def serve(file, without_edges):
    sys.exit(1)
"""


def make_wheelhouse(folder: Path) -> Path:
    """A wheelhouse in `folder` for this computer and this Python."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("treadctl-*.whl")
    _rewrite(wheel, {}, DEVELOPERS)
    for name in ("pip", "click"):
        _pack(name, folder)
    _pack_neighbours(folder)
    script = (files("treadctl.cli.setup") / "files" / "install.sh").read_bytes()
    (folder / "install.sh").write_bytes(script)
    _finish(folder)
    return folder


def changed(wheelhouse: Path, folder: Path, members: Mapping[str, str]) -> Path:
    """A copy whose treadctl has these files instead of its own, by their name in treadctl/cli."""
    shutil.copytree(wheelhouse, folder)
    (wheel,) = folder.glob("treadctl-*.whl")
    before = _digest(wheel)
    _rewrite(wheel, members)
    listed = folder / manifest.REQUIREMENTS
    listed.write_text(listed.read_text().replace(before, _digest(wheel)))
    found = manifest.checked(wheelhouse)
    manifest.write(folder, found.treadctl, found.architecture, found.pythons)
    return folder


def copied(root: Path, folder: Path) -> Layout:
    """A copy of an installation, for a test that changes it."""
    shutil.copytree(root, folder, symlinks=True)
    return Layout(folder)


def _finish(folder: Path) -> None:
    """Write the requirements and the manifest of what is in `folder` now."""
    lines = [
        f"{name} --hash=sha256:{_digest(wheel)}\n"
        for wheel in sorted(folder.glob("*.whl"))
        if not (name := "==".join(wheel.name.split("-")[:2])).startswith("pip")
    ]
    (folder / manifest.REQUIREMENTS).write_text("".join(lines))
    manifest.write(folder, __version__, this_architecture(), [this_python()])


def _digest(wheel: Path) -> str:
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _rewrite(wheel: Path, members: Mapping[str, str], without: tuple[str, ...] = ()) -> None:
    """Leave out what begins with `without`, and put `members` in the place of others."""
    old = wheel.rename(wheel.with_suffix(".zip"))
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(wheel, "w") as target:
        assert {f"{INSIDE}{name}" for name in members} <= set(source.namelist())
        for name in source.namelist():
            if not name.startswith(without):
                text = members.get(name.removeprefix(INSIDE))
                target.writestr(name, source.read(name) if text is None else text)
    old.unlink()


def _pack(name: str, folder: Path) -> None:
    """A wheel of an installed distribution."""
    found = distribution(name)
    wheel = folder / f"{name}-{found.version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as target:
        for one in found.files or ():
            if ".." not in one.parts and one.suffix != ".pyc":
                target.write(str(one.locate()), one.as_posix())


def _pack_neighbours(folder: Path) -> None:
    about = "neighbours-1.0.dist-info"
    with zipfile.ZipFile(folder / "neighbours-1.0-py3-none-any.whl", "w") as target:
        target.writestr("neighbours.pth", "\n".join(site.getsitepackages()))
        target.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: neighbours\nVersion: 1.0\n"
        )
        target.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        target.writestr(f"{about}/RECORD", "")
