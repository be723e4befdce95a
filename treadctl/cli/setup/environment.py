"""A virtual environment from a wheelhouse and from nothing else; whole, or not there at all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from treadctl.cli.setup.layout import DONE
from treadctl.cli.setup.manifest import REQUIREMENTS, this_python
from treadctl.errors import TreadctlError

FULL = "No space left on device"
LIMIT_S = 900
NICE = "/usr/bin/nice"


def base_python() -> Path:
    """The computer's own Python, by the name that goes when the computer gets another one."""
    named = Path(sys.base_prefix, "bin", f"python{this_python()}")
    return named if named.is_file() else Path(sys.executable).resolve()


def make(environment: Path, wheelhouse: Path) -> None:
    """Make `environment`. Raises TreadctlError, and leaves nothing of it, if that fails."""
    shutil.rmtree(environment, ignore_errors=True)
    try:
        environment.parent.mkdir(parents=True, exist_ok=True)
        _run(str(base_python()), "-I", "-m", "venv", "--without-pip", str(environment))
        _fill(environment, wheelhouse)
        (environment / DONE).write_text(f"{wheelhouse.name}\n", "ascii")
        os.sync()  # what is switched to next has to outlive a power cut
    except OSError as error:
        shutil.rmtree(environment, ignore_errors=True)
        raise TreadctlError(_reason(error.strerror or str(error), environment)) from error
    except TreadctlError:
        shutil.rmtree(environment, ignore_errors=True)
        raise


def keep(wheelhouse: Path, kept: Path) -> None:
    """Copy the wheelhouse to where a repair finds it. Raises TreadctlError and leaves nothing."""
    if kept.is_dir():
        return
    part = kept.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        shutil.copytree(wheelhouse, part)
        part.rename(kept)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(part, ignore_errors=True)
        raise TreadctlError(_reason(str(error), kept)) from error


def _fill(environment: Path, wheelhouse: Path) -> None:
    (pip,) = wheelhouse.glob("pip-*.whl")
    python = str(environment / "bin/python")
    _run(
        *(python, f"{pip}/pip", "--isolated", "--disable-pip-version-check", "install"),
        *("--quiet", "--no-index", "--find-links", str(wheelhouse), "--no-cache-dir"),
        *("--require-hashes", "--only-binary", ":all:", "--no-deps"),
        *("--no-warn-script-location", "--root-user-action", "ignore"),
        *("--requirement", str(wheelhouse / REQUIREMENTS)),
    )


def _run(*command: str) -> None:
    """Run it; what it says last is the reason where it fails."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    ended = subprocess.run(  # noqa: S603 - our own commands
        (NICE, *command),  # somebody may begin to walk beside an update
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        env={**kept, "PIP_CONFIG_FILE": os.devnull},
    )
    if ended.returncode:
        said = f"{ended.stdout}\n{ended.stderr}"
        why = FULL if FULL in said else (said.strip().splitlines() or [f"{command[0]} failed"])[-1]
        raise TreadctlError(_reason(why, Path(command[-1])))


def _reason(why: str, place: Path) -> str:
    if FULL in why:
        return "The disk is full: nothing was changed. Free 300 MB on it and try again."
    return f"{place}: {why}. Nothing was changed."
