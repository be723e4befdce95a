"""What the professional's page may ask."""

import json

import pytest

from treadctl.edges.professional.acts import Agree, Open, parse
from treadctl.errors import BadInput

KEY = "0123456789abcdef" * 2
AGREE = {"act": "agree", "key": KEY, "walker": "w-7", "initials": "NN"}


def test_what_was_not_spoken_of_is_left_out() -> None:
    asked = parse(json.dumps({**AGREE, "max_minutes": 15}).encode())
    assert isinstance(asked, Agree)
    assert (asked.max_minutes, asked.max_speed_kmh, asked.profiles) == (15, None, None)


def test_a_code_may_be_anything_and_is_only_compared() -> None:
    asked = parse(b'{"act":"open","pin":"not a code"}')
    assert asked == Open(act="open", pin="not a code")


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_speed_kmh": 6.1},
        {"max_speed_kmh": 0.9},
        {"max_speed_kmh": "2"},
        {"max_inclination_percent": 5.1},
        {"max_minutes": 7},
        {"max_minutes": 61},
        {"usual_pain": 11},
        {"ladder": "X"},
        {"initials": "nn"},
        {"initials": "N"},
        {"profiles": ["../etc"]},
        {"walker": "W 7"},
        {"key": "short"},
        {"tier": "C"},
    ],
)
def test_what_cannot_be_agreed_is_refused_in_one_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput) as refused:
        parse(json.dumps({**AGREE, **wrong}).encode())
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"\xff", b'{"act":"loosen"}'])
def test_what_is_no_act_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        parse(body)
