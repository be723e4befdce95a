"""Makes a wheelhouse from a checkout, for `make wheelhouse`. Only this needs the package index.

Only what is pinned by its hash gets in; a package without a wheel for that computer is an error.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import click

from treadctl import __version__
from treadctl.cli.setup import manifest
from treadctl.errors import BadInput, TreadctlError

ROOT = Path(__file__).parents[3]
EXTRAS = ("gpio", "export", "bridge")  # what a gym may need beside the service itself
GLIBC_MINORS = range(5, 37)  # 2.36 is Debian 12's; all that is older runs there, too
PIN = re.compile(r"^([a-z0-9-]+)==[^\s;]+(?: ; ([^\\]+?))? \\$")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--platform", default=manifest.this_architecture(), show_default=True)
@click.option("--python", "pythons", multiple=True, default=("3.11", "3.13"), show_default=True)
@click.option("--demo", is_flag=True, help="With what `treadctl demo` needs.")
def pack(folder: Path, platform: str, pythons: tuple[str, ...], demo: bool) -> None:
    """Make a wheelhouse in FOLDER for these computers."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pins = chosen(ROOT, demo=demo)
    for python in pythons:
        download(pins, folder, platform, python)
    wheel = _build(folder)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    ours = f"treadctl=={__version__} \\\n    --hash=sha256:{digest}\n"
    wanted = [text for name, text in pins.items() if name != "pip"]
    (folder / manifest.REQUIREMENTS).write_text("".join([*wanted, ours]), "utf-8")
    script = folder / "install.sh"
    script.write_bytes((files("treadctl.cli.setup") / "files" / script.name).read_bytes())
    made = manifest.write(folder, __version__, platform, pythons)
    size_mb = sum(one.stat().st_size for one in folder.iterdir()) / 1e6
    click.echo(
        f"{folder}: {made.version}, {platform}, Python {', '.join(pythons)}, {size_mb:.0f} MB"
    )


def chosen(root: Path, *, demo: bool) -> dict[str, str]:
    """The pins that go in, as they are written, by name; pip too, which fills the environment.

    A package may have several pins, each for other Pythons: then they are one text.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = {re.split(r"[^\w-]", one)[0] for extra in EXTRAS for one in extras[extra]}
    more = _pins(root / "requirements/dev.txt")
    if missing := sorted({*names, "pip"} - set(more)):
        raise BadInput(f"requirements/dev.txt has no {missing[0]}: run make requirements.")
    base = _pins(root / f"requirements/{'demo' if demo else 'run'}.txt")
    return base | {name: more[name] for name in sorted({*names, "pip"})}


def download(pins: dict[str, str], folder: Path, platform: str, python: str) -> None:
    """Get the wheels of all pins that such a computer needs. Raises TreadctlError if one fails."""
    listed = folder / "wanted.txt"
    listed.write_text("".join(fitting(pins, python)), "utf-8")
    tags = [f"manylinux_2_{minor}_{platform}" for minor in GLIBC_MINORS]
    tags += [f"manylinux2014_{platform}"]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    command += ["--dest", str(folder), "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command += ["--implementation", "cp", "--python-version", python]
    command += ["--abi", f"cp{python.replace('.', '')}", "--abi", "abi3", "--abi", "none"]
    command += [word for tag in tags for word in ("--platform", tag)]
    _run([*command, "--requirement", str(listed)])
    listed.unlink()


def fitting(pins: dict[str, str], python: str) -> list[str]:
    """The pins that are for Linux and this Python; without the condition, which pip reads as
    being about the Python that it runs on.
    """
    from packaging.markers import Marker  # hatchling brings it; the service has none

    there = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    there |= {"python_version": python, "python_full_version": f"{python}.0"}
    found = []
    for text in pins.values():
        for one in re.split(r"(?m)^(?=[a-z0-9])", text):
            pin = PIN.match(one.partition("\n")[0])
            if pin and (pin.group(2) is None or Marker(pin.group(2)).evaluate(there)):
                found.append(re.sub(r" ; [^\\]+ \\", r" \\", one, count=1))
    return found


def _pins(path: Path) -> dict[str, str]:
    """The pins of a requirements file by name, each with its hashes."""
    found: dict[str, str] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if (pin := PIN.match(line.rstrip("\n"))) is not None:
            name = pin.group(1)
        if name and not line.startswith("#"):
            found[name] = found.get(name, "") + line
    return found


def _build(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    _run([*command, "--directory", str(folder.absolute())])
    (made,) = folder.glob("treadctl-*.whl")
    return made


def _run(command: list[str]) -> None:
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)  # noqa: S603
    if ended.returncode:
        why = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise TreadctlError(f"{command[2]}: {why}")


if __name__ == "__main__":
    try:
        pack()
    except TreadctlError as error:
        sys.exit(f"treadctl: {error}")
