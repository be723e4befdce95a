"""What a key asks for while somebody walks. Pure; a stop for pain is no wish."""

from typing import Protocol

from treadctl.board.requests import Faster, Finish, Reply, Request, Slower, Stop

_ALWAYS: dict[bytes, Request] = {
    b"s": Slower(request="slower"),
    b"f": Finish(request="finish"),
    b"q": Stop(),
}


class Asking(Protocol):
    """A walk, as far as it asks something; each question and each offer has a number."""

    @property
    def question(self) -> str | None: ...

    @property
    def question_id(self) -> int | None: ...

    @property
    def faster_id(self) -> int | None: ...


def wish(key: bytes, walk: Asking | None) -> Request | None:
    """The request of this key, None where it has nothing to say."""
    if walk is not None and (reply := _reply(key, walk)) is not None:
        return reply
    if key == b"+" and walk is not None and walk.faster_id is not None:
        return Faster(request="faster", faster_id=walk.faster_id)
    return _ALWAYS.get(key)


def _reply(key: bytes, walk: Asking) -> Request | None:
    said: dict[str, object]
    if walk.question is None:
        return None
    if walk.question == "pain" and key in b"0123456789t":
        said = {"pain": 10 if key == b"t" else int(key)}
    elif walk.question == "pain" and key in (b"l", b"m"):
        said = {"more": key == b"m"}
    elif key in (b"y", b"n"):
        said = {"yes": key == b"y"}
    else:
        return None
    asked = {"request": "reply", "question": walk.question, "question_id": walk.question_id}
    return Reply.model_validate(asked | said)
