"""Where everything of an installation is, in this system or in the root of another one."""

from dataclasses import dataclass
from pathlib import Path

BELT_USER, EDGES_USER, KIOSK_USER = "treadctl", "treadctl-edges", "treadctl-kiosk"
USERS = (BELT_USER, EDGES_USER, KIOSK_USER)
BELT_UNIT, EDGES_UNIT, KIOSK_UNIT = (
    "treadctl.service",
    "treadctl-edges.service",
    "treadctl-kiosk.service",
)
UNITS = (BELT_UNIT, EDGES_UNIT, KIOSK_UNIT)
HOME = Path("/opt/treadctl")
COMMAND = HOME / "bin/treadctl"
FITS = HOME / "bin/fits"
CONFIG = Path("/etc/treadctl/treadctl.toml")
ENVIRONMENT = Path("/etc/treadctl/environment")
BELT_STATE, EDGES_STATE, KIOSK_STATE = (
    Path("/var/lib", user) for user in (BELT_USER, EDGES_USER, KIOSK_USER)
)
SOCKET = Path("/run/treadctl/belt.sock")
DONE = "complete"  # the last file that an environment gets


@dataclass(frozen=True, slots=True)
class Layout:
    """The installation in `root`. Paths that a file there names leave `root` out."""

    root: Path = Path("/")

    @property
    def is_this_system(self) -> bool:
        """False for an image or another root: nothing of that is started or asked."""
        return self.root == Path("/")

    def at(self, path: Path) -> Path:
        """Where `path` of that system is, seen from here."""
        return self.root / path.relative_to("/")

    @property
    def current(self) -> Path:
        """The link to the environment in use; changed in one step."""
        return self.at(HOME / "current")

    @property
    def unfinished(self) -> Path:
        """There while an installation or an update is under way, or was cut off."""
        return self.at(HOME / "unfinished")

    def wheelhouse(self, version: str) -> Path:
        """The kept copy of a wheelhouse."""
        return self.at(HOME / "wheelhouses" / version)

    def environment(self, version: str, python: str) -> Path:
        """The virtual environment that was made from it for this Python, such as 3.11."""
        return self.at(HOME / "environments" / f"{version}-python{python}")

    def in_use(self) -> str | None:
        """The name of the environment in use; None if there is none, or its Python is gone."""
        found = self.current.resolve()
        if not (found / DONE).is_file() or not fits(found):
            return None
        return found.name


def fits(environment: Path) -> bool:
    """False if the Python that made `environment` is no longer there."""
    python = environment / "bin/python"
    libraries = [one.name for one in (environment / "lib").glob("python3.*")]
    return python.exists() and python.resolve().name in (*libraries, "python3", "python")
