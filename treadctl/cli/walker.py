"""The simulated walker: who walks, and what they answer. The door to `--walker FILE`."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from treadctl.app import BeltRoom
from treadctl.board.requests import Reply
from treadctl.board.snapshot import Snapshot
from treadctl.errors import BadInput, Refused
from treadctl.model import Event
from treadctl.safety.heart import ceiling_bpm

USUAL_PAIN = 2
Pain = Annotated[int, Field(ge=0, le=10)]


class Walker(BaseModel):
    """A walker; the default is 45 years old, with every gate open, and answers pain with 2.

    `answers` are given to the pain questions in their order; after the last, USUAL_PAIN. A walker
    without a `ceiling_bpm` has the one for their age.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    age: Annotated[int, Field(ge=12, le=120)] = 45
    tier: Literal["A", "B", "C"] = "C"
    history: tuple[str, ...] = ()
    answers: tuple[Pain, ...] = ()
    resting_bpm: Annotated[int, Field(ge=30, le=100)] = 70
    ceiling_bpm: Annotated[int, Field(ge=60, le=220)] | None = None

    @property
    def ceiling(self) -> int:
        """The walker's limit for their heart rate."""
        return self.ceiling_bpm or ceiling_bpm(self.age, self.resting_bpm)


def load(path: Path) -> Walker:
    """Return the walker in the JSON file at `path`. Raises BadInput naming the field."""
    try:
        return Walker.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check its name.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path}, {field}: {first['msg']}; correct it.") from error


class Taps:
    """Taps each button at once, as the walker would, for as long as it is told to answer."""

    def __init__(self, walker: Walker) -> None:
        self._answers = list(walker.answers)
        self._next: int | None = None
        self._silent = False
        self.room: BeltRoom | None = None

    def will_answer(self, pain: int) -> None:
        """Answer the next pain question with this."""
        self._next = pain

    def will_not_answer(self) -> None:
        """Leave the next question alone."""
        self._silent = True

    def hear(self, news: Snapshot | Event) -> None:
        """React to what the board shows."""
        if not isinstance(news, Event):
            return
        if news.event in ("asked", "check_in"):
            self._tap(str(news.data["question"]))
        elif news.event == "link_back":
            self._tap("go_on")

    def _tap(self, question: str) -> None:
        if self._silent:
            self._silent = False
            return
        asyncio.get_running_loop().call_soon(self._reply, question)

    def _reply(self, question: str) -> None:
        walk = self.room.desk.walk if self.room is not None else None
        if self.room is None or walk is None or walk.question != question:
            return  # it is no longer on the screen
        tap = {"request": "reply", "question": question, "question_id": walk.question_id}
        pain = self._pain() if question == "pain" else None
        with suppress(Refused):  # the belt was stopped in this same turn
            self.room.desk.ask(Reply.model_validate(tap | {"pain": pain}))

    def _pain(self) -> int:
        if self._next is not None:
            answer, self._next = self._next, None
            return answer
        return self._answers.pop(0) if self._answers else USUAL_PAIN
