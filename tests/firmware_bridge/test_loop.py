"""What a board does for ever, on a board of numbers."""

from typing import Never

import pytest

from firmware_bridge import loop, wire
from firmware_bridge.bridge import Bridge
from firmware_bridge.settings import Settings
from firmware_bridge.ticks import LAST


class Desk:
    """A board whose contacts are good and whose K1 obeys; `did` is what was done, in order."""

    def __init__(self) -> None:
        self.ms = LAST - 500
        self.took_us = 700
        self.outputs = (0, False, False, 0)
        self.sticks: int | None = None  # a duty that the output does not leave
        self.arrived = b""
        self.said = b""
        self.collects = False
        self.did: list[str] = []
        self.rests: list[bool] = []

    def now_ms(self) -> int:
        return self.ms & LAST

    def now_us(self) -> int:
        return self.ms * 1000 & LAST

    def wait(self) -> None:
        self.ms += 10
        self.did.append("wait")

    def levels(self) -> int:
        return wire.KEY | wire.PAIN_OK | (wire.K1_CLOSED if self.outputs[1] else 0)

    def drive(self, duty: int, k1: bool, alive: bool, incline: int) -> None:
        self.outputs = (duty, k1, alive, incline)
        self.did.append("drive")

    def duty(self) -> int:
        return self.outputs[0] if self.sticks is None else self.sticks

    def k1(self) -> bool:
        return self.outputs[1]

    def feed(self) -> None:
        self.did.append("feed")

    def read(self) -> bytes:
        arrived, self.arrived = self.arrived, b""
        self.did.append("read")
        return arrived

    def write(self, data: bytes) -> None:
        self.said += data
        self.did.append("write")

    def tidy(self, at_rest: bool) -> bool:
        self.rests.append(at_rest)
        return self.collects

    def off(self) -> None:
        self.did.append("off")


class SlowDesk(Desk):
    """A board on which a step takes a while."""

    step_ms = 0

    def drive(self, duty: int, k1: bool, alive: bool, incline: int) -> None:
        super().drive(duty, k1, alive, incline)
        self.ms += self.step_ms


def at_work(desk: Desk, turns: int = 220) -> Bridge:
    """A bridge on this board, booted, that has heard a hello."""
    bridge = Bridge(Settings(), 7, desk.now_ms())
    for _ in range(turns):
        loop.turn(bridge, desk)
    desk.arrived = wire.encode(wire.HELLO, 1, 0, 0, wire.pack(wire.HELLO, 1, 0, 9))
    loop.turn(bridge, desk)
    desk.did.clear()
    return bridge


def said(desk: Desk, kind: int) -> list[tuple[int, ...]]:
    """What was said of this kind."""
    frames = wire.Receiver().feed(desk.said)
    return [wire.unpack(kind, frame.payload) for frame in frames if frame.kind == kind]


def test_a_step_comes_every_10_ms() -> None:
    assert loop.STEP_MS == 10


def test_a_turn_is_a_step_then_the_watchdog_then_the_line() -> None:
    desk = Desk()
    bridge = at_work(desk)
    loop.turn(bridge, desk)
    assert desk.did[:4] == ["wait", "drive", "feed", "read"]
    assert len(said(desk, wire.HELLO_ACK)) == 1


def test_a_turn_with_nothing_to_say_writes_nothing() -> None:
    desk = Desk()
    bridge = at_work(desk)
    for _ in range(3):
        loop.turn(bridge, desk)
    desk.did.clear()
    loop.turn(bridge, desk)
    assert "write" not in desk.did


def test_what_comes_from_the_host_moves_the_outputs() -> None:
    desk = Desk()
    bridge = at_work(desk)
    desk.arrived = wire.encode(wire.ARM, 2, 0, 7, wire.pack(wire.ARM, 1))
    loop.turn(bridge, desk)
    loop.turn(bridge, desk)
    assert desk.outputs == (0, True, True, 0)
    setpoint = wire.pack(wire.SETPOINT, 1, 100, 0, 500, 1)
    desk.arrived = wire.encode(wire.SETPOINT, 3, 0, 7, setpoint)
    for _ in range(3):
        loop.turn(bridge, desk)
    assert desk.outputs[0] == bridge.control.motor.duty > 0
    assert desk.outputs[3] == bridge.control.incline.direction


def test_the_incline_s_relays_are_driven() -> None:
    desk = Desk()
    bridge = at_work(desk)
    bridge.control.incline.direction = 1
    loop.step(bridge, desk)
    assert desk.outputs[3] == 1


def test_an_output_that_does_not_obey_is_not_fed_over() -> None:
    desk = Desk()
    bridge = at_work(desk)
    desk.sticks = 500
    loop.turn(bridge, desk)
    assert "feed" not in desk.did


@pytest.mark.parametrize(("step_ms", "fed"), [(0, True), (49, True), (50, False)])
def test_a_step_is_measured_with_its_outputs(step_ms: int, fed: bool) -> None:
    desk = SlowDesk()
    bridge = at_work(desk)
    desk.step_ms = step_ms
    loop.turn(bridge, desk)
    assert ("feed" in desk.did) == fed
    assert bridge._talk._worst_us == step_ms * 1000


def test_memory_is_tidied_after_each_turn_with_a_word_on_whether_the_belt_rests() -> None:
    desk = Desk()
    bridge = Bridge(Settings(), 7, desk.now_ms())
    loop.turn(bridge, desk)
    assert desk.rests == [False]
    for _ in range(220):
        loop.turn(bridge, desk)
    assert desk.rests[-1] is True
    bridge.control.arm()
    loop.turn(bridge, desk)
    assert desk.rests[-1] is False
    bridge.control.trip(wire.F_LINK)
    loop.turn(bridge, desk)
    assert desk.rests[-1] is True
    assert len(desk.rests) == 223


def test_a_collection_is_told() -> None:
    desk = Desk()
    bridge = at_work(desk)
    desk.collects = True
    loop.turn(bridge, desk)
    desk.collects = False
    loop.turn(bridge, desk)
    assert bridge._talk._collections == 1


class Crash(Exception):
    """What nobody expects."""


def test_however_the_loop_ends_the_outputs_are_off_and_nothing_feeds() -> None:
    class Broken(Desk):
        def levels(self) -> Never:
            raise Crash

    desk = Broken()
    with pytest.raises(Crash):
        loop.run(Bridge(Settings(), 7, desk.now_ms()), desk)
    assert desk.did == ["wait", "off"]


def test_the_loop_goes_on_until_then() -> None:
    class Ending(Desk):
        def wait(self) -> None:
            if self.did.count("feed") == 3:
                raise Crash
            super().wait()

    desk = Ending()
    with pytest.raises(Crash):
        loop.run(Bridge(Settings(), 7, desk.now_ms()), desk)
    assert desk.did.count("drive") == 3
    assert desk.did[-1] == "off"
