"""What a screen may say of the walker before it. The door: unknown keys, wrong types are refused.

None of these moves a belt but `start`, and that one only by the token on the screen.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from treadctl.board.requests import MAX_REASON_CHARACTERS, Token, Walker
from treadctl.edges.people.card import NUMBER
from treadctl.errors import BadInput

PAGE = r"^[a-z0-9-]{8,40}$"
_DOOR = ConfigDict(frozen=True, extra="forbid", strict=True)


class Said(BaseModel):
    """What each of them has: the page that says it."""

    model_config = _DOOR

    page: Annotated[str, Field(pattern=PAGE)]


class Guest(Said):
    """Somebody who wants nothing kept."""

    act: Literal["guest"]


class Known(Said):
    """One of the walkers on the screen."""

    act: Literal["known"]
    walker: Walker


class Card(Said):
    """Somebody who holds this card."""

    act: Literal["card"]
    number: Annotated[str, Field(pattern=NUMBER)]


class TypeCard(Said):
    """Somebody who holds a card that this machine has no reader for."""

    act: Literal["type_card"]


class Join(Said):
    """Somebody new."""

    act: Literal["join"]


class Answer(Said):
    """An answer to the question on the screen."""

    act: Literal["answer"]
    key: Annotated[str, Field(max_length=40)]
    value: bool | int | Annotated[str, Field(max_length=40)]


class Start(Said):
    """Begin the walk that all the answers led to."""

    act: Literal["start"]
    token: Token


class Back(Said):
    """The question before this one."""

    act: Literal["back"]


class Again(Said):
    """The same walker once more."""

    act: Literal["again"]


class Leave(Said):
    """The walker goes."""

    act: Literal["leave"]


class Trend(Said):
    """Look back at the own walks."""

    act: Literal["trend"]


class Paper(Said):
    """Type the total of a sheet that was filled in on paper."""

    act: Literal["paper"]


class Speak(Said):
    """From now on in this language, by its code."""

    act: Literal["speak"]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]


Act = (
    Guest
    | Known
    | Card
    | TypeCard
    | Join
    | Answer
    | Start
    | Back
    | Again
    | Leave
    | Trend
    | Paper
    | Speak
)

_DOORWAY: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="act")])


def parse(body: bytes) -> Act:
    """The act in a JSON body. Raises BadInput with one sentence."""
    try:
        return _DOORWAY.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise BadInput(f"{where}: {first['msg']}"[:MAX_REASON_CHARACTERS] + ".") from error
