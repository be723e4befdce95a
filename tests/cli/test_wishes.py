"""What each key asks for."""

from dataclasses import dataclass

import pytest

from treadctl.board.requests import Faster, Finish, Reply, Request, Slower, Stop
from treadctl.cli.wishes import wish


@dataclass(frozen=True)
class Walk:
    question: str | None = None
    question_id: int | None = 7
    faster_id: int | None = None


def reply(question: str, **said: object) -> Reply:
    return Reply.model_validate({"request": "reply", "question": question, "question_id": 7} | said)


@pytest.mark.parametrize(
    ("key", "walk", "request_"),
    [
        (b"s", Walk(), Slower(request="slower")),
        (b"f", Walk("pain"), Finish(request="finish")),
        (b"q", None, Stop()),
        (b"+", Walk(faster_id=3), Faster(request="faster", faster_id=3)),
        (b"y", Walk("rise"), reply("rise", yes=True)),
        (b"n", Walk("talk"), reply("talk", yes=False)),
        (b"4", Walk("pain"), reply("pain", pain=4)),
        (b"t", Walk("pain"), reply("pain", pain=10)),
        (b"l", Walk("pain"), reply("pain", more=False)),
        (b"m", Walk("pain"), reply("pain", more=True)),
    ],
)
def test_a_key_has_its_request(key: bytes, walk: Walk | None, request_: Request) -> None:
    assert wish(key, walk) == request_


@pytest.mark.parametrize(
    ("key", "walk"),
    [(b"+", Walk()), (b"y", Walk()), (b"4", Walk("rise")), (b"l", Walk("on")), (b"y", None)],
)
def test_a_key_that_nobody_asked_for_says_nothing(key: bytes, walk: Walk | None) -> None:
    assert wish(key, walk) is None


@pytest.mark.parametrize("key", [b" ", b"\n", b"\r", b"x", b"\xc3"])
@pytest.mark.parametrize("question", [None, "pain", "rise"])
def test_no_other_key_says_anything_and_least_of_all_the_pain_keys(
    key: bytes, question: str | None
) -> None:
    assert wish(key, Walk(question)) is None
