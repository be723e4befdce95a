"""Where in a TOML text each key and array element stands, so that an error can name its line.

The standard library's parser keeps no positions. This one reads no values and checks nothing:
it is meant for text that already parsed.
"""

import re
from dataclasses import dataclass, field

Where = tuple[str | int, ...]
"""A path into the parsed document, as in ("segments", 2, "speed_kmh")."""

_MARK = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n|[][{}=,.]"
    r"|[^\s\[\]{}=,.#\"']+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Where, int]:
    """Return the line (from 1) of each table header, key and array element in valid TOML.

    The document itself, (), is at line 1.
    """
    scan = _Scan()
    line, position = 1, 0
    for match in _MARK.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        mark = match.group()
        if not mark.startswith("#"):
            scan.take(mark, line)
    return scan.lines


def line_of(lines: dict[Where, int], where: Where) -> int:
    """Return the line of `where`, or of the nearest thing around it that has one."""
    while where not in lines:
        where = where[:-1]
    return lines[where]


@dataclass
class _Open:
    """An array or inline table that is being read."""

    where: Where
    index: int | None  # the element being read; None in a table


@dataclass
class _Scan:
    """What was seen so far. `key` grows until "=" or the end of a header completes it."""

    lines: dict[Where, int] = field(default_factory=lambda: {(): 1})
    table: Where = ()
    key: list[str] = field(default_factory=list)
    value: Where | None = None  # the key whose value is being read
    stack: list[_Open] = field(default_factory=list)
    header: int = 0  # how many "[" opened the header being read
    counts: dict[Where, int] = field(default_factory=dict)

    def take(self, mark: str, line: int) -> None:
        if self.header:
            self._in_header(mark, line)
        elif self.stack:
            self._in_container(mark, line)
        elif self.value is not None:
            self._in_value(mark)
        elif mark == "[":
            self.header, self.key = 1, []
        else:
            self._in_key(mark, self.table, line)

    def _in_header(self, mark: str, line: int) -> None:
        if mark == "[":
            self.header += 1
        elif mark == "\n":
            self.header = 0
        elif mark == "]" and self.key:
            self.table = self._opened(self.key, is_array=self.header == len("[["))
            self.lines.setdefault(self.table, line)
            self.key = []
        elif mark not in (".", "]"):
            self.key.append(_bare(mark))

    def _opened(self, key: list[str], *, is_array: bool) -> Where:
        where: Where = ()
        for position, part in enumerate(key):
            where = (*where, part)
            if is_array and position == len(key) - 1:
                self.counts[where] = self.counts.get(where, 0) + 1
            if where in self.counts:
                where = (*where, self.counts[where] - 1)
        return where

    def _in_key(self, mark: str, base: Where, line: int) -> None:
        if mark == "=":
            self.value = (*base, *self.key)
            self.lines.setdefault(self.value, line)
            self.key = []
        elif mark not in (".", ",", "\n"):
            self.key.append(_bare(mark))

    def _in_value(self, mark: str) -> None:
        if mark == "\n":
            self.value = None
        else:
            self._open(mark)

    def _open(self, mark: str) -> None:
        if mark in ("[", "{") and self.value is not None:
            self.stack.append(_Open(self.value, 0 if mark == "[" else None))
            self.value = None

    def _in_container(self, mark: str, line: int) -> None:
        top = self.stack[-1]
        if mark in ("]", "}"):
            self.stack.pop()
            self.value = top.where
        elif mark == ",":
            self.value = None
            top.index = None if top.index is None else top.index + 1
        elif top.index is not None and mark != "\n":
            self.value = (*top.where, top.index)
            self.lines.setdefault(self.value, line)
            self._open(mark)
        elif top.index is None and self.value is None:
            self._in_key(mark, top.where, line)
        else:
            self._open(mark)


def _bare(mark: str) -> str:
    return mark[1:-1] if mark[0] in "\"'" else mark
