"""What the edges may ask of the belt room. The door: unknown keys and wrong types are refused.

Nothing here can raise a speed above the plan, or unannounced, and a stop is found even in what is
no valid request.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from treadctl.errors import BadInput

MAX_BYTES = 1024  # the longest valid one has less than 400; the dearest wrong one costs 60 us
TOO_LONG = f"A request is one line of at most {MAX_BYTES} bytes."
MAX_REASON_CHARACTERS = 200

_DOOR = ConfigDict(frozen=True, extra="forbid", strict=True)
Token = Annotated[str, Field(pattern=r"^[!-~]{8,64}$")]
ProfileName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]  # a name, never a path
Pain = Annotated[int, Field(ge=0, le=10)]
Minutes = Annotated[float, Field(ge=8, le=60)]
CapKmh = Annotated[float, Field(ge=1, le=6)]
CapPercent = Annotated[float, Field(ge=0, le=5)]
Walker = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]  # a pseudonym, never a name


class Stop(BaseModel):
    """Stop the belt. `pain` latches; a plain stop does not."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request: Literal["stop"] = "stop"
    pain: bool = False


class StartWalk(BaseModel):
    """Begin a walk. The person stands at the machine and saw the token on its screen.

    `tier` may only make the walk gentler than this service allows, and so do the caps. `minutes`
    is today's length, within what the profile can be stretched to and the tier allows. `pain` is
    how strong it is now; a guest has no `walker`.
    """

    model_config = _DOOR

    request: Literal["start"]
    profile: ProfileName
    token: Token
    tier: Literal["A", "B", "C"] | None = None
    minutes: Minutes | None = None
    max_minutes: Minutes | None = None
    max_speed_kmh: CapKmh | None = None
    max_inclination_percent: CapPercent | None = None
    pain: Pain | None = None
    walker: Walker | None = None


class Acknowledge(BaseModel):
    """Confirm a latched stop."""

    model_config = _DOOR

    request: Literal["acknowledge"]
    token: Token


class Level(BaseModel):
    """Bring the deck of a standing belt to 0 %. The person is at the machine and saw the token."""

    model_config = _DOOR

    request: Literal["level"]
    token: Token


class Reply(BaseModel):
    """Answer the question on the screen, by the number it has there.

    About pain, `more` says whether it is more than before, or `pain` how strong it is (0-10); to
    any other question the answer is `yes`.
    """

    model_config = _DOOR

    request: Literal["reply"]
    question: Literal["on", "rise", "go_on", "pain", "talk"]
    question_id: Annotated[int, Field(ge=0, lt=1 << 53)]  # what JSON can carry everywhere
    yes: bool = True
    pain: Pain | None = None
    more: bool | None = None


class Slower(BaseModel):
    """A lower level, at once, that stays."""

    model_config = _DOOR

    request: Literal["slower"]


class Faster(BaseModel):
    """A little faster, announced 5 s ahead, never above the plan. The walker asks at the machine.

    `faster_id` is the one on its screen now; it is good once.
    """

    model_config = _DOOR

    request: Literal["faster"]
    faster_id: Annotated[int, Field(ge=0, lt=1 << 53)]


class Finish(BaseModel):
    """The cool-down now, then stop."""

    model_config = _DOOR

    request: Literal["finish"]


class Alive(BaseModel):
    """The page's input loop still runs: its stop strip can be pressed.

    `seq` is that of the snapshot it shows, so that nobody who only repeats this seems to live.
    """

    model_config = _DOOR

    request: Literal["alive"]
    seq: Annotated[int, Field(ge=0, lt=1 << 53)]


Request = Stop | StartWalk | Acknowledge | Level | Reply | Slower | Faster | Finish | Alive

_DOORWAY: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="request")])


def parse(line: bytes) -> Request:
    """The request in one line of JSON.

    Raises BadInput with one sentence. What is no valid request and speaks of a stop is one, and
    where it speaks of pain, the stop is for pain: in doubt a person looks.
    """
    try:
        return _valid(line)
    except BadInput:
        words = line.lower()
        if b"stop" not in words:
            raise
        denied = b"false" in words or b"null" in words
        return Stop(pain=b"pain" in words and not denied)


def _valid(line: bytes) -> Request:
    if len(line) > MAX_BYTES:
        raise BadInput(TOO_LONG)
    try:
        return _DOORWAY.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "request"
        raise BadInput(f"{where}: {first['msg']}"[:MAX_REASON_CHARACTERS] + ".") from error
