"""Machine files: what was measured of one treadmill, and which one that is.

One TOML file for each machine, in the folder `machines` beside the latch. It is bound to who the
machine says it is: another one at the same address is not driven by it.
"""

import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from treadctl.commissioned import Commissioned, PowerCut
from treadctl.drivers import address
from treadctl.errors import BadInput
from treadctl.model import Machine

FOLDER = "machines"
"""In the state folder."""
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def _address(text: str) -> str:
    try:
        address.parse(text)
    except BadInput as error:
        raise ValueError("it is no treadmill's address") from error
    return text


class MachineFile(BaseModel):
    """One treadmill as it was commissioned. Speeds in km/h, times in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    treadmill: Annotated[str, AfterValidator(_address)] = Field(description="Where it is found.")
    identity: str = Field(min_length=1, description="Its Bluetooth address, or its serial port.")
    name: str = Field(description="What it is called.")
    model: str = Field(description="The model that it tells; empty: it tells none.")
    rails: bool = Field(description="It has rails to hold; without, nothing of tier A is walked.")
    cuts_power: PowerCut = Field(description="key, mains_switch or mains_plug.")
    unit_ratio: float = Field(ge=0.5, le=2, description="Its console against what it reports.")
    unit_confirmed: bool = Field(description="Both count the same speed.")
    stop_from_kmh: float = Field(gt=0, le=25, description="Its own stop was measured from here,")
    stop_s: float = Field(gt=0, le=60, description="and took this long to a standing belt.")
    stop_by: Literal["here", "unknown"] = Field(
        "unknown", description="here; unknown: it said that its user did it, as it may of any stop."
    )
    telemetry_period_s: float = Field(gt=0, le=10, description="It tells its speed this often.")
    inclines: bool | None = Field(None, description="Its deck rises when asked; none: it has none.")

    @property
    def commissioned(self) -> Commissioned:
        """What the rules over the belt want to know of it."""
        return Commissioned(
            stop_s=self.stop_s,
            stop_from_kmh=self.stop_from_kmh,
            unit_confirmed=self.unit_confirmed,
            cuts_power=self.cuts_power,
        )

    def is_for(self, machine: Machine, model: str) -> bool:
        """True if this is that machine, which tells this `model`.

        Not by its name: what is advertised comes and goes.
        """
        same_model = not (self.model and model) or self.model.casefold() == model.casefold()
        return _same(self.identity, machine.identity) and same_model


def read_all(folder: Path) -> tuple[MachineFile, ...]:
    """The machine files in `folder`. Raises BadInput, naming file, line and field, for a bad one.

    None is passed over: what a bad one says of its machine may be what keeps a walker safe.
    """
    try:
        return tuple(_read(path) for path in _paths(folder))
    except FileNotFoundError:
        return ()  # nothing was commissioned here
    except OSError as error:
        raise BadInput(f"{folder} cannot be read: {error.strerror}; mend its rights.") from error


def find(uri: str, files: Iterable[MachineFile]) -> MachineFile | None:
    """The file of the machine at this address. Raises BadInput if it is no address."""
    wanted = address.parse(uri)
    return next((one for one in files if _is_at(one, wanted)), None)


def save(found: MachineFile, folder: Path) -> Path:
    """Write one machine's file whole, or not at all, and return its path. Raises OSError.

    Then any other file that `find` would take for this machine's is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_OTHER.sub('-', found.identity).strip('-').lower()}.toml"
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".new")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o644)  # whoever commissioned it, the service reads it
            file.write(_text(found))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for other in _of_the_same(found, folder):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def _same(one: str, other: str) -> bool:
    """True for one Bluetooth address, or for two names of one serial port."""
    if one.startswith("/") and other.startswith("/"):
        return os.path.realpath(one) == os.path.realpath(other)
    return one.casefold() == other.casefold()


def _is_at(found: MachineFile, wanted: address.Address) -> bool:
    match wanted:
        case address.ByRadio(address=str(mac)):
            return _same(found.identity, mac)
        case address.BySerial(kind, path):
            there = address.parse(found.treadmill)
            same_kind = isinstance(there, address.BySerial) and there.kind == kind
            return same_kind and _same(found.identity, path)
    return address.parse(found.treadmill) == wanted


def _paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix == ".toml")


def _of_the_same(found: MachineFile, folder: Path) -> Iterator[Path]:
    wanted = address.parse(found.treadmill)
    for path in _paths(folder):
        with suppress(BadInput, OSError):  # whose it is, it does not say: `read_all` complains
            if _is_at(_read(path), wanted):
                yield path


def _read(path: Path) -> MachineFile:
    text = path.read_text("utf-8", "replace")
    try:
        return MachineFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0])
        lines = enumerate(text.splitlines(), 1)
        line = next((f", line {at}" for at, one in lines if one.split("=")[0].strip() == field), "")
        said = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"{path}{line}, {field}: {said}; commission it again.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not valid TOML: {error}; commission it again.") from error


def _text(found: MachineFile) -> str:
    lines = ["# One treadmill as it was commissioned: treadctl doctor --treadmill URI --commission"]
    for key, value in found.model_dump(mode="json", exclude_none=True).items():
        description = MachineFile.model_fields[key].description
        lines += [f"# {description}", f"{key} = {_toml(value)}"]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    return str(value)


def _quoted(text: str) -> str:
    """A TOML basic string: what cannot be printed as \\UXXXXXXXX."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
