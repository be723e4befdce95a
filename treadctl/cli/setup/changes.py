"""The changes that an installation makes: each can say itself, see whether it is due, be made."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from treadctl.cli.setup import environment
from treadctl.cli.setup.layout import DONE, fits


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with these rights."""

    path: Path
    mode: int = 0o755


@dataclass(frozen=True, slots=True)
class File:
    """A file with this text. `ours`: False leaves one alone that is there already."""

    path: Path
    text: str
    mode: int = 0o644
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link, put into the place of another one in one step."""

    path: Path
    target: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy of the wheelhouse, for a repair without the stick that it came on."""

    path: Path
    wheelhouse: Path


@dataclass(frozen=True, slots=True)
class Made:
    """A virtual environment from the kept wheelhouse."""

    path: Path
    wheelhouse: Path


@dataclass(frozen=True, slots=True)
class Gone:
    """A file or a folder that is removed, with all in it."""

    path: Path


Change = Folder | File | Link | Kept | Made | Gone


def is_due(change: Change) -> bool:
    """False if everything is so already."""
    match change:
        case Folder(path, mode):
            return not path.is_dir() or _mode(path) != mode
        case File():
            return _differs(change)
        case Link(path, target):
            return not path.is_symlink() or str(path.readlink()) != target
        case Kept(path):
            return not path.is_dir()
        case Made(path):
            return not (path / DONE).is_file() or not fits(path)
        case Gone(path):
            return os.path.lexists(path)


def told(change: Change) -> str:
    """The change in words."""
    match change:
        case Folder(path, mode):
            return f"folder {path} ({mode:o})"
        case File(path, _, mode, ours):
            return f"file {path} ({mode:o}{'' if ours else ', to be edited'})"
        case Link(path, target):
            return f"link {path} -> {target}"
        case Kept(path, wheelhouse):
            return f"copy {wheelhouse} to {path}"
        case Made(path):
            return f"virtual environment {path}"
        case Gone(path):
            return f"remove {path}"


def make(change: Change) -> None:
    """Make it. Raises OSError or TreadctlError; a file and a link are there whole or as before."""
    match change:
        case Folder(path, mode):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)
        case File(path, text, mode):
            _write(path, text, mode)
        case Link(path, target):
            _link(path, target)
        case Kept(path, wheelhouse):
            path.parent.mkdir(parents=True, exist_ok=True)
            environment.keep(wheelhouse, path)
        case Made(path, wheelhouse):
            environment.make(path, wheelhouse)
        case Gone(path):
            _remove(path)


def _differs(file: File) -> bool:
    there = file.path.is_file() and not file.path.is_symlink()
    if not there or not file.ours:
        return not there
    return file.path.read_bytes() != file.text.encode() or _mode(file.path) != file.mode


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, "utf-8")
        part.chmod(mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(target)
    part.replace(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
