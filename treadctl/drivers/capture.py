"""What went over one Bluetooth connection, as JSON Lines: what `record` writes and `replay` reads.

The first line is a `Head`, each other one a `Traffic`, in the order of time. A UUID of the
Bluetooth SIG has four digits. No address is kept: a capture is made to be given to others. Some
machines have a part of theirs in their name.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from bleak import BleakClient
from bleak.assigned_numbers import CharacteristicPropertyName
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from treadctl.errors import BadInput

T = TypeVar("T", bound=BaseModel)

DOOR = ConfigDict(frozen=True, extra="forbid")
_BASE = "-0000-1000-8000-00805f9b34fb"
LARGEST_BYTES = 50_000_000
LONGEST_S = 31 * 86_400


def _is_hex(text: str) -> str:
    bytes.fromhex(text)
    return text


Uuid = Annotated[str, Field(pattern=r"^([0-9a-f]{4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")]
Hex = Annotated[str, Field(max_length=1024), AfterValidator(_is_hex)]


class Head(BaseModel):
    """Who was recorded: the advertised name, and its characteristics by service."""

    model_config = DOOR

    capture: Literal[1] = 1
    name: str = ""
    source: str = ""
    services: dict[Uuid, dict[Uuid, tuple[CharacteristicPropertyName, ...]]]


class Traffic(BaseModel):
    """One thing that went over the air, `t_s` after the connection was made.

    `read` has what was read, `notify` what the machine told (notified or indicated), `write` what
    we wrote. `error`: the machine refused it with this ATT error.
    """

    model_config = DOOR

    t_s: Annotated[float, Field(ge=0, le=LONGEST_S)]
    what: Literal["read", "write", "subscribe", "notify", "gone"]
    uuid: Uuid | None = None
    hex: Hex = ""
    error: Annotated[int, Field(ge=0, le=255)] | None = None

    @property
    def data(self) -> bytes:
        """The bytes."""
        return bytes.fromhex(self.hex)


@dataclass(frozen=True, slots=True)
class Capture:
    """One recorded connection."""

    head: Head
    traffic: tuple[Traffic, ...]

    @property
    def ended_s(self) -> float:
        """When the last thing was recorded."""
        return self.traffic[-1].t_s if self.traffic else 0.0


def load(path: Path) -> Capture:
    """Return the capture in `path`. Raises BadInput with the file, the line and what is wrong."""
    lines = read_lines(path)
    head = checked(Head, lines[0], path, 1)
    traffic = [
        checked(Traffic, line, path, number)
        for number, line in enumerate(lines[1:], 2)
        if line.strip()
    ]
    return Capture(head, tuple(sorted(traffic, key=lambda one: one.t_s)))


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, one at least. Raises BadInput if it cannot be read."""
    try:
        with path.open("rb") as file:  # a device, or a pipe, has no size to be asked for
            data = file.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            raise BadInput(f"{path} is larger than {LARGEST_BYTES // 1_000_000} MB; cut it.")
        lines = data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check its name.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is no text; name a file that `treadctl record` wrote.") from error
    if not lines:
        raise BadInput(f"{path} is empty; name a file that `treadctl record` wrote.")
    return lines


def checked(kind: type[T], line: str, path: Path, number: int) -> T:
    """Return one line as this kind. Raises BadInput with the file, the line and what is wrong."""
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            said = "it is no whole JSON document; delete that line, or correct it."
            raise BadInput(f"{path}, line {number}: {said}") from error
        field = ".".join(str(part) for part in first["loc"]) or "it"
        raise BadInput(f"{path}, line {number}, {field}: {first['msg']}; correct it.") from error


def line(one: BaseModel) -> str:
    """Return one line of a capture, without what is empty."""
    told = one.model_dump(exclude_defaults=True)
    version = getattr(one, "capture", None)
    return json.dumps({"capture": version} | told if version else told)


def short(uuid: str) -> str:
    """Return a UUID as a capture names it."""
    return uuid[4:8] if uuid.startswith("0000") and uuid.endswith(_BASE) else uuid


def head_of(client: BleakClient, source: str = "") -> Head:
    """Return what this client discovered."""
    services: dict[str, dict[str, tuple[CharacteristicPropertyName, ...]]] = {}
    for service in client.services:
        held = services.setdefault(short(service.uuid), {})
        for one in service.characteristics:
            held[short(one.uuid)] = tuple(one.properties)
    return Head(name=_own_name(client), source=source, services=services)


def _own_name(client: BleakClient) -> str:
    """Its name, or nothing: one that has none goes by its address with dashes in it."""
    name, address = client.name or "", client.address
    return "" if name.replace("-", ":").casefold() == address.casefold() else name
