"""The parts of a session profile, as a file writes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Tier = Literal["A", "B", "C", "R"]

# Half a minute keeps a rise of speed and a rise of inclination, which need two boundaries, apart.
MIN_SEGMENT_MINUTES = 0.5

# No belt walks slower. A walk has no pauses: a belt that stood is started anew, by a person.
MIN_SPEED_KMH = 0.5

PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]+$"  # a terminal obeys the rest

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Minutes = Annotated[Number, Field(ge=MIN_SEGMENT_MINUTES)]
Text = Annotated[str, StringConstraints(pattern=PRINTABLE, max_length=200)]
DOOR = ConfigDict(frozen=True, extra="forbid")


class Segment(BaseModel):
    """One stretch at a fixed speed and inclination; the change to them is inside it."""

    model_config = DOOR

    name: Text
    minutes: Minutes
    speed_kmh: Annotated[Number, Field(ge=0)]
    inclination_percent: Annotated[Number, Field(ge=0)] = 0.0


class Variable(BaseModel):
    """The one segment whose length may be chosen for each walk, and how far."""

    model_config = DOOR

    segment: Text
    min_minutes: Minutes
    max_minutes: Minutes


class Stricter(BaseModel):
    """What a profile allows walkers of one tier, where that is less than the tier itself does."""

    model_config = DOOR

    max_speed_kmh: Annotated[Number, Field(ge=MIN_SPEED_KMH)] | None = None
    max_inclination_percent: Annotated[Number, Field(ge=0)] | None = None
