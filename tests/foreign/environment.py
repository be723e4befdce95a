"""An environment of its own for somebody else's client: `python -m tests.foreign.environment`.

pyftms needs a newer Python than treadctl does, so it has its own, in the user's cache folder.
"""

import shutil
import subprocess
import sys

import platformdirs

PACKAGES = ("pyftms==0.4.15", "bumble==0.0.236")
FOLDER = platformdirs.user_cache_path("treadctl") / "-".join(PACKAGES).replace("==", "-")
PYTHON = FOLDER / "bin" / "python"
READY = FOLDER / "ready"
NAMES = ("python3.13", "python3.12", "python3.14")
_NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 12))"


def new_python() -> str | None:
    """The path of a Python that pyftms can run on; None if there is none."""
    for found in (sys.executable, *map(shutil.which, NAMES)):
        if found is not None and _runs([found, "-c", _NEW_ENOUGH]):
            return found
    return None


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def make() -> None:
    """Make the environment, unless it is there. Ends the program with one sentence if it fails."""
    if READY.is_file():
        return
    base = new_python()
    if base is None:
        sys.exit(f"pyftms needs Python 3.12 or newer. Put one of {', '.join(NAMES)} on the PATH.")
    for command in (
        [base, "-m", "venv", "--clear", FOLDER],
        [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES],
    ):
        if subprocess.run(list(map(str, command)), check=False).returncode:
            sys.exit("The environment could not be made. Connect to the network and try again.")
    READY.touch()


if __name__ == "__main__":
    make()
