"""Every key and element of a TOML text is found on its line."""

import tomllib

import pytest

from treadctl.session.toml_lines import Where, line_of, lines_of

TEXT = '''\
# [not.a.table]
name = "a # b = c" # x = 1
text = """
segments = [1]
"""  # two quotes may stand """inside"""
raw = \'\'\'
[[segments]]\'\'\'
"quoted key" = 1.5
dotted.key = 1979-05-27 07:32:00

list = [
  1,  # one, two
  [2,
   3], { a = 1, b = [ 4 ], "c" = "]" },

  5,
]

[[segments]]
name = "first"
  [segments.inner]
  deep = true
[[segments]]
[ tiers . "A" ]
speed = 1
[[segments.hills]]
[[segments.hills]]
slope = 2
'''

PLACES: list[tuple[Where, int]] = [
    ((), 1),
    (("name",), 2),
    (("text",), 3),
    (("raw",), 6),
    (("quoted key",), 8),
    (("dotted", "key"), 9),
    (("list",), 11),
    (("list", 0), 12),
    (("list", 1), 13),
    (("list", 1, 0), 13),
    (("list", 1, 1), 14),
    (("list", 2), 14),
    (("list", 2, "a"), 14),
    (("list", 2, "b"), 14),
    (("list", 2, "b", 0), 14),
    (("list", 2, "c"), 14),
    (("list", 3), 16),
    (("segments", 0), 19),
    (("segments", 0, "name"), 20),
    (("segments", 0, "inner"), 21),
    (("segments", 0, "inner", "deep"), 22),
    (("segments", 1), 23),
    (("tiers", "A"), 24),
    (("tiers", "A", "speed"), 25),
    (("segments", 1, "hills", 0), 26),
    (("segments", 1, "hills", 1), 27),
    (("segments", 1, "hills", 1, "slope"), 28),
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_each_key_header_and_element_has_its_line_and_nothing_else_has(ending: str) -> None:
    text = TEXT.replace("\n", ending)
    assert tomllib.loads(text)
    assert lines_of(text) == dict(PLACES)


@pytest.mark.parametrize(
    ("where", "line"),
    [(("segments", 1, "minutes"), 23), (("list", 0, "x"), 12), (("title",), 1)],
)
def test_what_is_not_there_is_at_the_line_of_what_it_is_missing_from(
    where: Where, line: int
) -> None:
    assert line_of(lines_of(TEXT), where) == line


def test_an_empty_text_has_its_first_line() -> None:
    assert lines_of("") == {(): 1}
