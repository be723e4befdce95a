"""Session profiles: one TOML file each, checked in full before anybody walks one.

`find` and `load` are the door. Whatever is wrong with a file becomes one sentence that names the
file, the line, the field and what to do.
"""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, StrictBool, StringConstraints, ValidationError
from pydantic import model_validator as validator

import treadctl
from treadctl.errors import BadInput
from treadctl.session import rules
from treadctl.session.complaint import complaint, syntax_complaint
from treadctl.session.segments import DOOR, Number, Segment, Stricter, Text, Tier, Variable

NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_BYTES = 64 * 1024  # the longest profile shipped has less than 2 KB


class Profile(BaseModel):
    """One guided walk, with every rule for it kept.

    `posture_prompts` are for one cue at about 40 % of the walk. `check_ins_min` are the minutes,
    from the start and at the lengths as written, at which the walker is asked about pain.
    `practise_stop`: whoever never felt the stop is asked to press PAIN once in the first minute.
    `calm`: a dim screen and a quiet voice, and nobody is offered to go faster.
    `enabled` is false for a profile that may be read but not walked; `disabled_reason` says why.
    """

    model_config = DOOR

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=40)]
    title: Text
    tier: Tier
    purpose: Text
    enabled: StrictBool = True
    disabled_reason: Text | None = None
    segments: Annotated[tuple[Segment, ...], Field(min_length=1, max_length=60)]
    variable: Variable | None = None
    tiers: Mapping[Tier, Stricter] = {}
    check_ins_min: Annotated[tuple[Number, ...], Field(max_length=30)] = ()
    posture_prompts: Annotated[tuple[Text, ...], Field(max_length=10)] = ()
    practise_stop: StrictBool = False
    calm: StrictBool = False

    @property
    def duration_s(self) -> float:
        """How long the walk is as written."""
        return sum(segment.minutes for segment in self.segments) * 60.0

    @property
    def distance_m(self) -> float:
        """How far the belt goes as written, ramps left out."""
        return sum(one.speed_kmh / 0.06 * one.minutes for one in self.segments)

    @validator(mode="after")
    def _keep_the_rules(self) -> Self:
        self._keep_the_switch()
        rules.check_segments(self.tier, self.segments)
        rules.check_tiers(self.tiers)
        rules.check_check_ins(self.check_ins_min, self.segments)
        if self.practise_stop:
            rules.check_practice(self.segments[0])
        if self.variable is not None:
            rules.check_variable(self.tier, self.variable, self.segments)
        return self

    def _keep_the_switch(self) -> None:
        if self.enabled and self.tier == "R":
            raise rules.broken(("tier",), "backward walking is not offered; set enabled to false.")
        if self.enabled and self.disabled_reason is not None:
            raise rules.broken(("disabled_reason",), "the profile is enabled; remove the reason.")
        if not self.enabled and self.disabled_reason is None:
            raise rules.broken(("enabled",), "false needs a disabled_reason beside it; add one.")


def load(path: Path) -> Profile:
    """Return the profile in `path`. Raises BadInput naming the file, line and field."""
    text = _read(path)
    try:
        document = tomllib.loads(text)
    except RecursionError as error:
        raise BadInput(f"{path}: its brackets are nested too deep; flatten them.") from error
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        raise BadInput(f"{path}, {syntax_complaint(error)}") from error
    if not document:
        raise BadInput(f"{path} is empty; start from a copy of a shipped profile.")
    try:
        return Profile.model_validate(document)
    except ValidationError as error:
        raise BadInput(f"{path}, {complaint(error, text, Profile)}") from error


def _read(path: Path) -> str:
    """Return the text of a file of at most MAX_BYTES. A device or a pipe is not opened."""
    if path.is_dir():
        raise BadInput(f"{path} is a folder; name one profile in it.")
    if not path.is_file():
        raise BadInput(f"There is no file {str(path)!r}; check its name.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}; check the file's rights."
        ) from error
    if len(data) > MAX_BYTES:
        raise BadInput(f"{path} is larger than {MAX_BYTES // 1024} KB; it is not a profile.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text; save it as UTF-8.") from error


def folder() -> Path:
    """Return where the shipped profiles are: in the package, or at the top of a checkout."""
    package = Path(treadctl.__file__).parent
    installed = package / "profiles"
    return installed if installed.is_dir() else package.parent / "profiles"


def names() -> tuple[str, ...]:
    """Return the names of the shipped profiles, sorted."""
    return tuple(sorted(path.stem for path in folder().glob("*.toml")))


def find(name_or_path: str) -> Profile:
    """Return a shipped profile by its name, or one in a file (has a slash or ends in .toml).

    Raises BadInput with the names there are, or as `load` does.
    """
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return load(Path(name_or_path))
    known = names()
    if name_or_path in known:
        return load(folder() / f"{name_or_path}.toml")
    near = difflib.get_close_matches(name_or_path, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise BadInput(f"There is no profile {name_or_path!r}{hint} There are: {', '.join(known)}.")
