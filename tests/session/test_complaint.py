"""One sentence for each way in which a profile's text can be wrong."""

import tomllib

import pytest
from pydantic import ValidationError

from treadctl.session.complaint import complaint, syntax_complaint
from treadctl.session.profile import Profile

GOOD = """\
name = "good"
title = "Good"
tier = "B"
purpose = "A walk."
check_ins_min = [2, 6]
[[segments]]
name = "warm"
minutes = 2
speed_kmh = 1.5
[[segments]]
name = "walk"
minutes = 10
speed_kmh = 3.0
[[segments]]
name = "cool"
minutes = 3
speed_kmh = 1.5
"""


def complaint_about(text: str) -> str:
    with pytest.raises(ValidationError) as raised:
        Profile.model_validate(tomllib.loads(text))
    return complaint(raised.value, text, Profile)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "speed_kmh = 3.0",
            "speed_kmh = 9.0",
            "line 13, segments[1].speed_kmh: 9.0 is above tier B's 5.0 km/h; lower it.",
        ),
        (
            "speed_kmh = 3.0",
            "speed_kph = 3.0",
            "line 13, segments[1].speed_kph: there is no such key; did you mean speed_kmh?",
        ),
        (
            "minutes = 10",
            'minutes = 10\ncolour = "red"',
            "line 13, segments[1].colour: there is no such key;"
            " use one of name, minutes, speed_kmh, inclination_percent.",
        ),
        ('title = "Good"\n', "", "line 1, title: is missing; add it."),
        ("minutes = 10\n", "", "line 10, segments[1].minutes: is missing; add it."),
        (
            'tier = "B"',
            'tier = "Z"',
            "line 3, tier: 'Z' should be 'A', 'B', 'C' or 'R'; correct it.",
        ),
        (
            "minutes = 10",
            'minutes = "10"',
            "line 12, segments[1].minutes: '10' should be a number; correct it.",
        ),
        (
            "minutes = 10",
            "minutes = true",
            "line 12, segments[1].minutes: true should be a number; correct it.",
        ),
        (
            "minutes = 10",
            "minutes = 2020-01-01",
            "line 12, segments[1].minutes: a date or time should be a number; correct it.",
        ),
        (
            "minutes = 10",
            "minutes = nan",
            "line 12, segments[1].minutes: nan should be a finite number; correct it.",
        ),
        (
            "minutes = 10",
            "minutes = 0x" + "f" * 9999,
            "line 12, segments[1].minutes: the number is too large; correct it.",
        ),
        (
            "minutes = 10",
            "minutes = -10",
            "line 12, segments[1].minutes: -10 should be greater than or equal to 0.5; correct it.",
        ),
        ('title = "Good"', "title = 3", "line 2, title: 3 should be text in quotes; correct it."),
        (
            'title = "Good"',
            f'title = "{"x" * 201}"',
            "line 2, title: string should have at most 200 characters; correct it.",
        ),
        (
            'title = "Good"',
            'title = "a\\nb"',
            r"line 2, title: 'a\nb' should be made of printable characters on one line;"
            " correct it.",
        ),
        (
            'name = "good"',
            'name = "Good one"',
            "line 1, name: 'Good one' should be made of small letters, digits and hyphens;"
            " correct it.",
        ),
        (
            'tier = "B"',
            'tier = "B"\nenabled = "yes"',
            "line 4, enabled: 'yes' should be true or false; correct it.",
        ),
        (
            "[2, 6]",
            "[\n2,\n16]",
            "line 7, check_ins_min[1]: 16.0 is outside the walk of 15 minutes; move it inside.",
        ),
        (
            "minutes = 10",
            "minutes = {a = 1}",
            "line 12, segments[1].minutes: a table should be a number; correct it.",
        ),
        ("[2, 6]", "2", "line 5, check_ins_min: 2 should be an array; correct it."),
        (
            "[2, 6]",
            "[" + "1," * 31 + "]",
            "line 5, check_ins_min: the array should have at most 30 items, not 31; correct it.",
        ),
        (
            "[[segments]]",
            "[tiers]\nA = 3\n[[segments]]",
            "line 7, tiers.A: 3 should be a table; correct it.",
        ),
        (
            "[[segments]]",
            "[tiers.Z]\n[[segments]]",
            "line 6, tiers.Z: 'Z' should be 'A', 'B', 'C' or 'R'; correct it.",
        ),
        (
            "[[segments]]",
            "[tiers.A]\nmax_speed = 2\n[[segments]]",
            "line 7, tiers.A.max_speed: there is no such key; did you mean max_speed_kmh?",
        ),
        (
            "[[segments]]",
            '[variable]\nsegment = "run"\nmin_minutes = 2\nmax_minutes = 12\n[[segments]]',
            "line 7, variable.segment: 'run' names 0 segments; name exactly one.",
        ),
    ],
)
def test_the_line_the_field_and_the_next_step_are_named(old: str, new: str, words: str) -> None:
    assert complaint_about(GOOD.replace(old, new, 1)) == words


def test_a_misspelt_key_is_named_before_the_one_that_is_missing_for_it() -> None:
    text = GOOD.replace('tier = "B"', "").replace("minutes = 3", "minuets = 3")
    assert "segments[2].minuets: there is no such key; did you mean minutes?" in complaint_about(
        text
    )


def test_the_first_of_several_wrong_values_is_named() -> None:
    text = GOOD.replace("speed_kmh = 1.5", 'speed_kmh = "x"')
    assert complaint_about(text).startswith("line 9, segments[0].speed_kmh")


def test_a_key_with_a_line_break_stays_on_one_line() -> None:
    words = complaint_about('"a\\nb" = 1\n' + GOOD)
    assert words.startswith(r"line 1, 'a\nb': there is no such key; use one of name, title,")
    assert "\n" not in words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a = 1\nb = "x\n', "line 2, column 7: Illegal character '\\n'; correct it."),
        ("a = 1\na = 2\n", "line 2, column 6: Cannot overwrite a value; correct it."),
        ("a = [1", "Unclosed array (at end of document); correct it."),
        ("a = " + "9" * 5000, "a number in it has too many digits; shorten it."),
    ],
)
def test_text_that_is_no_toml_is_placed(text: str, words: str) -> None:
    with pytest.raises(ValueError) as raised:
        tomllib.loads(text)
    assert syntax_complaint(raised.value) == words
