"""What a capture comes to: a machine that plays it, and the commands that were given then."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from simulators.replayed_machine import Played
from treadctl.drivers.capture import Capture, Traffic
from treadctl.errors import BadInput, LinkLost, Refused
from treadctl.model import (
    Answer,
    Command,
    Machine,
    Notice,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
    Telemetry,
)

CONTROL_POINT = "2ad9"
STOP = b"\x08\x01"

Seen = dict[str, Any]
Send = Callable[[Command], Coroutine[Any, Any, Answer]]


def played(capture: Capture) -> Played:
    """Return how to play `capture`. An indication is the answer to the last write of its kind."""
    told: list[tuple[float, int, bytes]] = []
    answers: dict[int, list[tuple[float, bytes]]] = {}
    written_s: dict[int, float] = {}
    for one in capture.traffic:
        if one.what == "write" and one.uuid == CONTROL_POINT and one.data:
            written_s[one.data[0]] = one.t_s
        elif one.what == "notify" and one.uuid is not None:
            op = one.data[1] if one.uuid == CONTROL_POINT and len(one.data) > 1 else None
            if op is not None and op in written_s:
                answers.setdefault(op, []).append((one.t_s - written_s[op], one.data))
            else:
                told.append((one.t_s, _number(one.uuid), one.data))
    return Played(
        name=capture.head.name,
        services={
            _number(service): {_number(uuid): how for uuid, how in held.items()}
            for service, held in capture.head.services.items()
        },
        values={
            _number(one.uuid): one.data
            for one in reversed(capture.traffic)
            if one.what == "read" and one.uuid is not None and one.error is None
        },
        told=told,
        answers=answers,
        gone_s=next((one.t_s for one in capture.traffic if one.what == "gone"), None),
    )


def orders(capture: Capture) -> Iterator[tuple[float, Command | None]]:
    """Each command that was written, and when; None is a stop. What else was written is ours."""
    for one in capture.traffic:
        if one.what == "write" and one.uuid == CONTROL_POINT and one.error is None:
            if one.data == STOP:
                yield one.t_s, None
            elif (command := _command(one)) is not None:
                yield one.t_s, command


def _command(one: Traffic) -> Command | None:
    data = one.data
    match data[:1]:
        case b"\x07":
            return Start()
        case b"\x02" if len(data) == 3:
            return SetTargetSpeed(int.from_bytes(data[1:], "little") / 100)
        case b"\x03" if len(data) == 3:
            return SetTargetInclination(int.from_bytes(data[1:], "little", signed=True) / 10)
    return None


def _number(uuid: str) -> int:
    return int(uuid, 16) if len(uuid) == 4 else UUID(uuid).int


class Watch:
    """Hears a driver and keeps what it says, each with its time since this was made."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._sending: set[asyncio.Task[None]] = set()

    def see(self, event: str, **more: Any) -> None:
        """Keep one event. What is None is left out: it was not reported."""
        told = {key: value for key, value in more.items() if value is not None}
        self.seen.append({"t": round(self._loop.time() - self._began, 3), "event": event} | told)

    def wrote(self, event: str, data: bytes) -> None:
        """Keep what the driver wrote."""
        self.see(event, hex=data.hex())

    async def until(self, t_s: float) -> None:
        """Let time pass until then."""
        await asyncio.sleep(max(0.0, self._began + t_s - self._loop.time()))

    def order(self, command: Command, send: Send) -> None:
        """Give a command, and keep what came of it."""

        async def given() -> None:
            name = type(command).__name__
            try:
                self.see("answer", to=name, answer=str(await send(command)))
            except (BadInput, LinkLost, Refused) as error:
                self.see("refused", to=name, why=str(error))

        task = asyncio.create_task(given(), name="order")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def ready(self, machine: Machine) -> None:
        self.see("ready", machine={k: v for k, v in asdict(machine).items() if v})

    def heard(self, telemetry: Telemetry) -> None:
        told = asdict(telemetry)
        del told["at"]
        self.see("telemetry", **told)

    def noticed(self, notice: Notice) -> None:
        self.see("notice", kind=str(notice.kind), value=notice.value)

    def stop_written(self, at: float) -> None:
        self.see("stop_written")

    def stop_answered(self, answer: Answer) -> None:
        self.see("stop_answered", answer=str(answer))
