"""A configuration file with every key in it, each with what it means; made from its schema."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

Schema = dict[str, Any]
WIDTH = 100
HEAD = """\
# The configuration of one treadmill's service. Keys behind a # have the value that is shown, or
# none; take the # away to change one. Then: treadctl config check FILE
"""


def example(schema: Schema, given: Mapping[str, str]) -> str:
    """The file as TOML. `given`: keys of the top level that are set, with their values.

    A key that must be given and is not stands there empty: a check names its line.
    """
    keys = schema["properties"]
    plain = [name for name in keys if _section(schema, keys[name]) is None]
    parts = [HEAD, *(_key(name, keys[name], schema, given) for name in plain)]
    for name in keys:
        if (section := _section(schema, keys[name])) is not None:
            parts.append(_table(name, keys[name], section))
    return "\n".join(parts)


def _key(name: str, found: Schema, schema: Schema, given: Mapping[str, str]) -> str:
    said = _said(found.get("description", ""))
    if name in given:
        return f"{said}{name} = {json.dumps(given[name])}\n"
    if name in schema.get("required", ()):
        return f'{said}{name} = ""\n'
    return f"{said}#{name} = {_value(found)}\n"


def _table(name: str, found: Schema, section: Schema) -> str:
    """A section, all of it commented out: one that is empty would be one that is asked for."""
    many = found.get("type") == "array"
    words = found.get("description") or section.get("description", "")
    head = f"[[{name}]]" if many else f"[{name}]"
    lines = [f"#{head}\n", *_keys(section)]
    return f"{_said(words)}{''.join(lines)}"


def _keys(section: Schema) -> Iterator[str]:
    for name, found in section["properties"].items():
        yield f"{_said(found.get('description', ''))}#{name} = {_value(found)}\n"


def _section(schema: Schema, found: Schema) -> Schema | None:
    """The model that a key holds, or a list of it; None for a plain value."""
    for one in (found, *found.get("anyOf", ()), found.get("items", {})):
        if (place := one.get("$ref")) is not None:
            section: Schema = schema["$defs"][place.rpartition("/")[2]]
            return section
    return None


def _value(found: Schema) -> str:
    """What it has without being written; something of its kind where that is nothing."""
    value = found.get("default")
    if value is not None:
        return json.dumps(value, ensure_ascii=False)
    kinds = {found.get("type"), *(one.get("type") for one in found.get("anyOf", ()))}
    if "$ref" in str(found):
        return "{}"
    return "0" if kinds & {"integer", "number"} else '""'


def _said(words: str) -> str:
    """As comments, each paragraph wrapped."""
    lines = [
        line
        for paragraph in words.split("\n\n")
        for line in textwrap.wrap(" ".join(paragraph.split()), WIDTH - 2)
    ]
    return "".join(f"# {line}\n" for line in lines)
