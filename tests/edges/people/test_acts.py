import json

import pytest

from treadctl.edges.people.acts import (
    Act,
    Again,
    Answer,
    Back,
    Guest,
    Join,
    Known,
    Leave,
    Start,
    TypeCard,
    parse,
)
from treadctl.errors import BadInput

PAGE = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
SHOWN = "0123456789abcdef"


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ({"act": "guest"}, Guest(page=PAGE, act="guest")),
        ({"act": "known", "walker": "w-7"}, Known(page=PAGE, act="known", walker="w-7")),
        ({"act": "join"}, Join(page=PAGE, act="join")),
        ({"act": "type_card"}, TypeCard(page=PAGE, act="type_card")),
        (
            {"act": "answer", "key": "pain", "value": 3},
            Answer(page=PAGE, act="answer", key="pain", value=3),
        ),
        (
            {"act": "answer", "key": "fall", "value": True},
            Answer(page=PAGE, act="answer", key="fall", value=True),
        ),
        ({"act": "start", "token": SHOWN}, Start(page=PAGE, act="start", token=SHOWN)),
        ({"act": "back"}, Back(page=PAGE, act="back")),
        ({"act": "again"}, Again(page=PAGE, act="again")),
        ({"act": "leave"}, Leave(page=PAGE, act="leave")),
    ],
)
def test_what_a_page_may_say(said: dict[str, object], act: Act) -> None:
    assert parse(json.dumps({"page": PAGE} | said).encode()) == act


def test_a_yes_stays_a_yes_and_a_number_a_number() -> None:
    said = [b"true", b"1", b'"1"']
    body = b'{"page":"page-number-1","act":"answer","key":"x","value":%s}'
    found = [parse(body % value) for value in said]
    assert [type(one.value) for one in found if isinstance(one, Answer)] == [bool, int, str]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 4000,
        b'{"act": "guest"}',
        b'{"page": "x", "act": "guest"}',
        b'{"page": "../../etc", "act": "guest"}',
        b'{"page": "page-number-1", "act": "faster"}',
        b'{"page": "page-number-1", "act": "guest", "tier": "C"}',
        b'{"page": "page-number-1", "act": "known", "walker": "Anna B"}',
        b'{"page": "page-number-1", "act": "answer", "key": "pain", "value": 2.5}',
        b'{"page": "page-number-1", "act": "answer", "key": "pain", "value": null}',
        b'{"page": "page-number-1", "act": "answer", "key": "name", "value": "%s"}' % (b"x" * 41),
        b'{"page": "page-number-1", "act": "start", "token": ""}',
    ],
)
def test_anything_else_is_refused_in_one_sentence(body: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        parse(body)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 250
