"""A moment that can be put back: what an exploration does between one try and the next.

Far faster than a copy for each try, since most of a moment is as it was.
"""

from collections import deque
from collections.abc import Callable
from operator import attrgetter, is_not
from typing import Any

from tests.proof.copies import attributes, is_atom

_Values = Callable[[Any], tuple[Any, ...]]
_Part = tuple[Any, list[str], _Values, tuple[Any, ...]]
_Row = tuple[list[Any] | deque[Any], tuple[Any, ...]]
_Changed = tuple[list[_Part], list[_Row]]
_KINDS: dict[type, tuple[list[str], _Values]] = {}


class Kept:
    """A moment as it is now: its parts, and what each of them holds.

    Whatever happens to it until `put_back`, it is the same again then, with the same parts.
    """

    def __init__(self, moment: Any) -> None:
        self._parts: list[_Part] = []
        self._rows: list[_Row] = []
        self._keep(moment, set())

    def _keep(self, part: Any, seen: set[int]) -> None:
        if is_atom(part) or id(part) in seen:
            return
        seen.add(id(part))
        if isinstance(part, list | deque):  # of what never changes
            self._rows.append((part, tuple(part)))
            return
        names, values_of = _kind(part)
        values = values_of(part)
        self._parts.append((part, names, values_of, values))
        for value in values:
            self._keep(value, seen)

    def changed(self) -> _Changed | None:
        """What is no longer what it was; None if all is."""
        parts = [kept for kept in self._parts if any(map(is_not, kept[2](kept[0]), kept[3]))]
        rows = [kept for kept in self._rows if tuple(kept[0]) != kept[1]]
        return (parts, rows) if parts or rows else None

    def put_back(self, changed: _Changed | None) -> None:
        """Make it what it was, by what `changed` said."""
        if changed is None:
            return
        parts, rows = changed
        for part, names, _, values in parts:
            for name, value in zip(names, values, strict=True):
                setattr(part, name, value)
        for row, values in rows:
            row.clear()
            row.extend(values)


def _kind(part: Any) -> tuple[list[str], _Values]:
    kind = type(part)
    if kind not in _KINDS:
        names = attributes(part)
        get = attrgetter(*names)
        _KINDS[kind] = names, get if len(names) > 1 else lambda part: (get(part),)
    return _KINDS[kind]
