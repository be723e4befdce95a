"""What is wrong with a profile's text, in one sentence with its line and field."""

import difflib
import re
import tomllib
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from treadctl.session.segments import PRINTABLE, Segment, Stricter, Variable
from treadctl.session.toml_lines import Where, line_of, lines_of

_PARTS: Mapping[str, type[BaseModel]] = {
    "segments": Segment,
    "variable": Variable,
    "tiers": Stricter,
}

# What the checker calls by its Python name, in the words of TOML.
_SHAPES = {
    "tuple_type": "should be an array",
    "dict_type": "should be a table",
    "mapping_type": "should be a table",
    "model_type": "should be a table",
    "float_type": "should be a number",
    "string_type": "should be text in quotes",
    "bool_type": "should be true or false",
}

_PRINTABLE_WORDS = "printable characters on one line"
_NAME_WORDS = "small letters, digits and hyphens"

_AT = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def complaint(error: ValidationError, text: str, model: type[BaseModel]) -> str:
    """Return "line N, field: what to do." for one error found in `text`, checked by `model`.

    That is an unknown key before anything else, because it explains a missing one; then the
    first in the text.
    """
    lines = lines_of(text)
    found = error.errors(include_url=False)
    first = min(
        found, key=lambda one: (one["type"] != "extra_forbidden", line_of(lines, _where(one)))
    )
    where = _where(first)
    return f"line {line_of(lines, where)}, {_field(where)}: {_sentence(first, where, model)}"


def syntax_complaint(error: ValueError) -> str:
    """Return the same for text that the TOML parser refused; the line only where it gave one."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        return "a number in it has too many digits; shorten it."
    found = _AT.fullmatch(str(error))
    if found is None:
        return f"{error}; correct it."
    return f"line {found['line']}, column {found['column']}: {found['what']}; correct it."


def _where(error: ErrorDetails) -> Where:
    if error["type"] == "profile_rule":
        return tuple(error["ctx"]["where"])
    return tuple(part for part in error["loc"] if part != "[key]")


def _field(where: Where) -> str:
    """Return `where` as segments[2].speed_kmh; a key no profile would have is quoted."""
    found = ""
    for part in where:
        if isinstance(part, int):
            found += f"[{part}]"
        else:
            key = part if _BARE_KEY.fullmatch(part) else _shown(part)
            found += f".{key}" if found else key
    return found


def _sentence(error: ErrorDetails, where: Where, model: type[BaseModel]) -> str:
    match error["type"]:
        case "profile_rule":
            return str(error["ctx"]["text"])
        case "extra_forbidden":
            return _unknown_key(where, model)
        case "missing":
            return "is missing; add it."
    return f"{_wrong_value(error)}; correct it."


def _wrong_value(error: ErrorDetails) -> str:
    value, message = _shown(error["input"]), error["msg"]
    if error["type"] == "float_type" and type(error["input"]) is int:
        return "the number is too large"  # and, in hexadecimal, maybe too long to write out
    if error["type"] in _SHAPES:
        return f"{value} {_SHAPES[error['type']]}"
    if error["type"] == "string_pattern_mismatch":
        printable = error["ctx"]["pattern"] == PRINTABLE
        return f"{value} should be made of {_PRINTABLE_WORDS if printable else _NAME_WORDS}"
    if message.startswith("Input "):
        return f"{value} {message.removeprefix('Input ')}"
    message = message.replace("Tuple", "the array").replace(" after validation", "")
    return f"{message[0].lower()}{message[1:]}"


def _unknown_key(where: Where, model: type[BaseModel]) -> str:
    inside = _PARTS.get(str(where[0]), model) if len(where) > 1 else model
    known = list(inside.model_fields)
    near = difflib.get_close_matches(str(where[-1]), known, n=1)
    if near:
        return f"there is no such key; did you mean {near[0]}?"
    return f"there is no such key; use one of {', '.join(known)}."


def _shown(value: object) -> str:
    """Return a short form of a parsed value, for people; it never has a line break."""
    match value:
        case bool():
            return str(value).lower()
        case int() if abs(value) > 10**15:
            return "a number this large"
        case str() | int() | float():
            text = repr(value)
            return text if len(text) <= 60 else f"{text[:60]}..."
        case dict():
            return "a table"
        case list():
            return "an array"
    return "a date or time"
