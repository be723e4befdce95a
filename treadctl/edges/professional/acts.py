"""What the professional's page may ask. The door: unknown keys and wrong types are refused.

An agreement can only name what makes a walk less; what is left out is not spoken of.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from treadctl.board.requests import (
    MAX_REASON_CHARACTERS,
    CapKmh,
    CapPercent,
    Minutes,
    Pain,
    ProfileName,
    Walker,
)
from treadctl.errors import BadInput

_DOOR = ConfigDict(frozen=True, extra="forbid", strict=True)
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Initials = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]


class Open(BaseModel):
    """The code, for a key that opens the rest for a while."""

    model_config = _DOOR

    act: Literal["open"]
    pin: Annotated[str, Field(max_length=40)]


class People(BaseModel):
    """Who walks here, and what was agreed with each."""

    model_config = _DOOR

    act: Literal["people"]
    key: Key


class Agree(BaseModel):
    """What is agreed with a walker from now on, in place of what was agreed before."""

    model_config = _DOOR

    act: Literal["agree"]
    key: Key
    walker: Walker
    initials: Initials
    profiles: Annotated[list[ProfileName], Field(max_length=20)] | None = None
    max_speed_kmh: CapKmh | None = None
    max_inclination_percent: CapPercent | None = None
    max_minutes: Minutes | None = None
    ladder: Literal["W", "T", "S"] | None = None
    usual_pain: Pain | None = None


class Close(BaseModel):
    """The professional goes."""

    model_config = _DOOR

    act: Literal["close"]
    key: Key


Act = Open | People | Agree | Close

_DOORWAY: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="act")])


def parse(body: bytes) -> Act:
    """The act in a JSON body. Raises BadInput with one sentence."""
    try:
        return _DOORWAY.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise BadInput(f"{where}: {first['msg']}"[:MAX_REASON_CHARACTERS] + ".") from error
