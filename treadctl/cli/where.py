"""What a stop needs of a configuration: which treadmill, which socket, which latch.

Read without what checks a whole file: that takes longer to load than the stop has time for.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.board.places import sockets, state_folder
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.drivers.quirks import Quirk


@dataclass(frozen=True, slots=True)
class Where:
    """One treadmill, and where its service may be found. `quirks`: unchecked, see `rows`."""

    treadmill: str
    sockets: tuple[Path, ...]
    latch: Path
    quirks: tuple[object, ...] = ()


def where(file: Path) -> Where:
    """What `file` says, and where it says nothing, the usual places.

    Raises BadInput if it cannot be read or names no treadmill; other mistakes are no matter here.
    """
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}; check its name.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is not valid TOML: {error}; correct it.") from error
    treadmill, socket = _text(file, found, "treadmill"), _text(file, found, "socket")
    folder = _text(file, found, "state_folder")
    if treadmill is None:
        raise BadInput(f"{file}, treadmill: it is missing; write the address of the treadmill.")
    return Where(
        treadmill,
        sockets() if socket is None else (Path(socket),),
        (state_folder() if folder is None else Path(folder)) / "latch",
        _tables(found.get("quirk", [])),
    )


def rows(quirks: tuple[object, ...], skipped: Callable[[str], None]) -> "tuple[Quirk, ...]":
    """Return those that make sense; `skipped` is told of each other one, in a sentence."""
    if not quirks:
        return ()
    from pydantic import TypeAdapter, ValidationError

    from treadctl.drivers.quirks import Quirk

    checked, good = TypeAdapter(Quirk), []
    for number, quirk in enumerate(quirks):
        try:
            good.append(checked.validate_python(quirk))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(["quirk", str(number), *map(str, first["loc"])])
            skipped(f"{field} is not used: {first['msg']}; correct it.")
    return tuple(good)


def _tables(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _text(file: Path, found: dict[str, object], key: str) -> str | None:
    value = found.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadInput(f"{file}, {key}: this must be a text in quotes; correct it.")
