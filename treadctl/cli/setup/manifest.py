"""The manifest of a wheelhouse: each file by its hash, and which computers it was made for."""

import hashlib
import json
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from treadctl.errors import BadInput

NAME = "manifest.json"
REQUIREMENTS = "requirements.txt"
BLOCK_BYTES = 1 << 20
ARCHITECTURES = {"arm64": "aarch64", "amd64": "x86_64"}  # as others call them
OF_32_BITS = {"aarch64": "armv7l", "x86_64": "i686"}
WORD_32 = 1 << 32


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: sha256 by name. `pythons`: as in 3.11. `version`: one name for all of it."""

    treadctl: str
    architecture: str
    pythons: tuple[str, ...]
    files: dict[str, str]

    @property
    def version(self) -> str:
        """The program's version and the first digits of a hash of everything."""
        return f"{self.treadctl}-{hashlib.sha256(_bytes(self)).hexdigest()[:12]}"


def this_python() -> str:
    """As in 3.11."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def this_architecture() -> str:
    """As in aarch64; a 32-bit system on a 64-bit kernel is armv7l: its programs are what counts."""
    machine = platform.machine().lower()
    machine = ARCHITECTURES.get(machine, machine)
    return machine if sys.maxsize > WORD_32 else OF_32_BITS.get(machine, machine)


def write(folder: Path, treadctl: str, architecture: str, pythons: Iterable[str]) -> Manifest:
    """Write the manifest of all files that are in `folder` now."""
    files = {one.name: _hash(one) for one in sorted(folder.iterdir()) if one.name != NAME}
    made = Manifest(treadctl, architecture, tuple(pythons), files)
    (folder / NAME).write_bytes(_bytes(made))
    return made


def checked(folder: Path) -> Manifest:
    """The manifest in `folder`, once each file was found as it says.

    Raises BadInput naming the file that is missing, changed or not in it.
    """
    found = _read(folder)
    for name, expected in found.files.items():
        if Path(name).name != name:
            raise BadInput(f"{folder}, {NAME}: {name!r} is no name of a file; copy it again.")
        try:
            same = _hash(folder / name) == expected
        except OSError as error:
            why = error.strerror
            raise BadInput(f"{folder / name} cannot be read ({why}); copy it again.") from error
        if not same:
            raise BadInput(f"{folder / name} is damaged; copy the wheelhouse again.")
    here = {one.name for one in folder.iterdir()} - {NAME}
    if more := sorted(here - set(found.files)):
        raise BadInput(f"{folder / more[0]} is no part of this wheelhouse; remove it.")
    return found


def check_fit(found: Manifest, folder: Path, python: str, architecture: str) -> None:
    """Raise BadInput if that Python or that computer cannot use it."""
    if architecture in OF_32_BITS.values():
        raise BadInput(
            f"This computer's system is for {architecture}, and treadctl needs one of 64 bits; "
            "install Raspberry Pi OS or Debian for 64 bits."
        )
    if found.architecture != architecture:
        raise BadInput(
            f"{folder} is for {found.architecture} and this computer is {architecture}; "
            f"make one with: make wheelhouse PLATFORM={architecture}"
        )
    if python not in found.pythons:
        raise BadInput(
            f"{folder} is for Python {', '.join(found.pythons)} and this computer has {python}; "
            f"make one with: make wheelhouse PLATFORM={architecture} PYTHONS={python}"
        )


def _read(folder: Path) -> Manifest:
    path = folder / NAME
    try:
        found = json.loads(path.read_text("utf-8"))
        files = {str(name): str(digest) for name, digest in found.pop("files").items()}
        return Manifest(files=files, pythons=tuple(found.pop("pythons")), **found)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {folder} is no wheelhouse.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput(f"{path} is damaged; copy the wheelhouse again.") from error


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def _bytes(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
