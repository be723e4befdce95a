"""The door: what the edges may ask, what is refused in one sentence, and what is a stop anyway."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.board.requests import (
    MAX_BYTES,
    Acknowledge,
    Alive,
    Faster,
    Finish,
    Level,
    Reply,
    Request,
    Slower,
    StartWalk,
    Stop,
    parse,
)
from treadctl.errors import BadInput

SHOWN = "0123456789abcdef"


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        (b'{"request":"stop"}', Stop()),
        (b'{"request":"stop","pain":true}', Stop(pain=True)),
        (b'{"request":"stop","pain":false}', Stop()),
        (b'{"request":"slower"}', Slower(request="slower")),
        (b'{"request":"finish"}', Finish(request="finish")),
        (b'{"request":"faster","faster_id":7}', Faster(request="faster", faster_id=7)),
        (b'{"request":"alive","seq":7}', Alive(request="alive", seq=7)),
        (
            b'{"request":"start","profile":"first-steps","token":"0123456789abcdef"}',
            StartWalk(request="start", profile="first-steps", token=SHOWN),
        ),
        (
            b'{"request":"start","profile":"first-steps","token":"0123456789abcdef","tier":"A",'
            b'"pain":3,"walker":"w-7"}',
            StartWalk(
                request="start",
                profile="first-steps",
                token=SHOWN,
                tier="A",
                pain=3,
                walker="w-7",
            ),
        ),
        (
            b'{"request":"start","profile":"first-steps","token":"0123456789abcdef","minutes":12,'
            b'"max_minutes":20.5,"max_speed_kmh":2.5,"max_inclination_percent":0}',
            StartWalk(
                request="start",
                profile="first-steps",
                token=SHOWN,
                minutes=12,
                max_minutes=20.5,
                max_speed_kmh=2.5,
                max_inclination_percent=0,
            ),
        ),
        (
            b'{"request":"acknowledge","token":"0123456789abcdef"}',
            Acknowledge(request="acknowledge", token=SHOWN),
        ),
        (
            b'{"request":"level","token":"0123456789abcdef"}',
            Level(request="level", token=SHOWN),
        ),
        (
            b'{"request":"reply","question":"rise","question_id":7,"yes":false}\n',
            Reply(request="reply", question="rise", question_id=7, yes=False),
        ),
        (
            b' {"request":"reply","question":"pain","question_id":7,"pain":10} ',
            Reply(request="reply", question="pain", question_id=7, pain=10),
        ),
    ],
)
def test_what_may_be_asked(line: bytes, request_: Request) -> None:
    assert parse(line) == request_


START = {"request": "start", "profile": "first-steps", "token": SHOWN}
REFUSED = [
    b"",
    b"\n",
    b"null",
    b"[]",
    b"7",
    b'"slower"',
    b"{}",
    b"slower",
    b"\xff\xfe\x00",
    b'{"request":"slower"',
    b'{"request":"slower"} {"request":"slower"}',
    b'{"request":"faster"}',
    b'{"request":null}',
    b'{"request":["slower"]}',
    b'{"request":"slower","by_kmh":1}',
    b'{"request":"level"}',
    b'{"request":"level","token":"0123456789abcdef","percent":3}',
    b'{"request":"finish","now":true}',
    b'{"request":"alive","at":NaN}',
    b'{"request":"reply","question":"on","question_id":7,"yes":1}',
    b'{"request":"reply","question":"on","question_id":7,"yes":"true"}',
    b'{"request":"reply","question":"speed","question_id":7}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":11}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":-1}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":2.5}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":"2"}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":true}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":NaN}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":Infinity}',
    b'{"request":"reply","question":"pain","question_id":7,"pain":' + b"9" * 900 + b"}",
    b'{"request":"reply","question":"on"}',
    b'{"request":"reply","question":"on","question_id":null}',
    b'{"request":"reply","question":"on","question_id":"7"}',
    b'{"request":"reply","question":"on","question_id":7.0}',
    b'{"request":"reply","question":"on","question_id":true}',
    b'{"request":"reply","question":"on","question_id":-1}',
    b'{"request":"reply","question":"on","question_id":9007199254740992}',
    b'{"request":"acknowledge"}',
    b'{"request":"acknowledge","token":""}',
    b'{"request":"acknowledge","token":null}',
    b'{"request":"acknowledge","token":1234567890123456}',
    b"[" * 4000,
    b'{"request":' * 300 + b"1" + b"}" * 300,
    b'{"request":"slower"' + b" " * MAX_BYTES + b"}",
    b"x" * 1_000_000,
    *(
        json.dumps(START | wrong).encode()
        for wrong in (
            {"token": "short"},
            {"token": "x" * 65},
            {"token": "\N{FULL BLOCK}" * 16},
            {"token": "12345678\n"},
            {"profile": ""},
            {"profile": "x" * 41},
            {"profile": "../../etc/passwd"},
            {"profile": "somewhere/walk.toml"},
            {"profile": "walk.toml"},
            {"profile": ["first-steps"]},
            {"speed_kmh": 6.0},
            {"tier": "R"},
            {"tier": "a"},
            {"pain": 11},
            {"pain": -1},
            {"pain": True},
            {"pain": 2.5},
            {"walker": ""},
            {"walker": "x" * 33},
            {"walker": "Ada"},
            {"walker": "../ada"},
        )
    ),
]


@pytest.mark.parametrize("line", REFUSED, ids=lambda line: repr(line[:60]))
def test_what_is_refused_is_refused_in_one_sentence(line: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        parse(line)
    reason = str(caught.value)
    assert reason.endswith(".") and reason.isprintable()
    assert 10 < len(reason) <= 260


@pytest.mark.parametrize(
    ("line", "pain"),
    [
        (b"stop", False),
        (b"STOP\r\n", False),
        (b"pain stop", True),
        (b'"stop"', False),
        (b'["stop"]', False),
        (b'{"request":"stop"', False),
        (b'{"request":"stop","pain":true', True),
        (b'{"request":"stop","pain" :  true, "at":12}', True),
        (b'{"request":"stop","pain":1}', True),
        (b'{"request":"stop","pain":"yes"}', True),
        (b'{"request":"stop","pain":"badly"}', True),
        (b'{"request":"stop","pain":null}', False),
        (b'{"request":"stop","pain":false,}', False),
        (b'{"request":"stop","token":"x"}', False),
        (b'{"request":"Stop"}', False),
        (b'{"request":["stop"]}', False),
        (b'{"request":{"stop":true}}', False),
        (b'{"stop":true}', False),
        (b'{"request":"st\\u006fp"}', False),
        (b"{'request':'stop'}", False),
        (b'\xff{"request":"stop"}', False),
        (b"[" * 4000 + b'"stop"', False),
        (b'{"request":"stop"}' + b" " * 10_000, False),
        (b'{"request":"slower","request":"stop"}', False),
    ],
    ids=lambda line: repr(line)[:40],
)
def test_what_speaks_of_a_stop_and_is_nothing_else_is_a_stop(line: bytes, pain: bool) -> None:
    assert parse(line) == Stop(pain=pain)


def test_a_valid_request_that_happens_to_hold_the_word_is_what_it_is() -> None:
    line = json.dumps(START | {"profile": "one-stop-walk"}).encode()
    assert isinstance(parse(line), StartWalk)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_a_stop_or_what_they_say(line: bytes) -> None:
    try:
        asked = parse(line)
    except BadInput:
        assert b"stop" not in line.lower()
    else:
        assert isinstance(asked, Stop) or json.loads(line)["request"] == asked.request


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    st.sampled_from(["start", "acknowledge", "reply", "slower", "finish", "x"]),
    st.dictionaries(st.sampled_from(["profile", "token", "question", "yes", "pain"]), JSON_VALUES),
)
def test_no_values_get_more_past_the_door_than_a_refusal(
    request_: str, values: dict[str, object]
) -> None:
    try:
        parse(json.dumps({"request": request_} | values).encode())
    except BadInput as refusal:
        assert str(refusal).isprintable()
