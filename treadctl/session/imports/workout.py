"""The door for workouts of other programs: a file in, a profile of ours out, and what changed."""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from treadctl.errors import BadInput
from treadctl.session.imports import qz, zwo
from treadctl.session.imports.fitted import Part, fitted
from treadctl.session.imports.markup import Element, Malformed, parse
from treadctl.session.imports.stretch import Workout
from treadctl.session.profile import Profile
from treadctl.session.segments import Segment, Tier

MAX_BYTES = 1024 * 1024
FIRST_CHECK_IN_MIN, CHECK_IN_EVERY_MIN, LAST_CHECK_IN_MIN = 4.0, 8.0, 2.0


@dataclass(frozen=True, slots=True)
class Imported:
    """A profile that keeps every rule, and what was changed for that, a sentence each."""

    profile: Profile
    changes: tuple[str, ...]


def load(path: Path, tier: Tier) -> Imported:
    """The workout in a .zwo or .xml file, as a walk for `tier`. Raises BadInput with the line."""
    workout = _workout(path)
    found = fitted(workout.stretches, tier)
    if not found.parts:
        raise BadInput(f"{path}: nothing in it can be walked in tier {tier}; choose another file.")
    title = workout.title or path.stem
    document = {
        "name": _name(path.stem),
        "title": _printable(title)[:80] or "Imported",
        "tier": tier,
        "purpose": f"Imported from {_printable(path.name)[:80]}.",
        "check_ins_min": _check_ins(sum(part.minutes for part in found.parts)),
        "segments": [_segment(part) for part in found.parts],
    }
    try:
        profile = Profile.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]["msg"]
        raise BadInput(f"{path} cannot be made to keep the rules ({first}).") from error
    return Imported(profile, workout.notes + found.changes)


def _workout(path: Path) -> Workout:
    try:
        root = parse(_read(path))
    except Malformed as error:
        raise BadInput(f"{path}, {error}") from error
    return _by_root(path, root)


def _by_root(path: Path, root: Element) -> Workout:
    match root.name.lower():
        case "workout_file":
            return zwo.read(root)
        case "rows":
            return qz.read(root)
    raise BadInput(
        f"{path}, line {root.line}: <{_printable(root.name)[:30]}> is no workout known here; "
        "give a Zwift .zwo or a QZ .xml file."
    )


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise BadInput(f"There is no file {str(path)!r}; check its name.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check its rights.") from error
    if len(data) > MAX_BYTES:
        raise BadInput(f"{path} is larger than {MAX_BYTES // 1024} KB; it is not a workout.")
    return data


def _name(stem: str) -> str:
    """A name for the profile: small letters, digits and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40].strip("-")
    return name or "imported"


def _printable(text: str) -> str:
    return "".join(one for one in " ".join(text.split()) if one.isprintable())


def _segment(part: Part) -> Segment:
    return Segment(
        name=part.name,
        minutes=part.minutes,
        speed_kmh=part.speed_kmh,
        inclination_percent=part.inclination_percent,
    )


def _check_ins(total_min: float) -> list[float]:
    """Early, every few minutes, and before the end; at least once."""
    found, at_min = [], min(FIRST_CHECK_IN_MIN, total_min / 2)
    while at_min < total_min - LAST_CHECK_IN_MIN:
        found.append(at_min)
        at_min += CHECK_IN_EVERY_MIN
    return found or [total_min / 2]
