"""A machine made of a capture says what was recorded, when it was recorded."""

import asyncio

from simulators.attributes import CONTROL_POINT, TREADMILL_DATA
from simulators.replayed_machine import Played, ReplayedMachine

PLAYED = Played(
    name="X",
    services={0x1826: {TREADMILL_DATA: ("notify",), CONTROL_POINT: ("write", "indicate")}},
    values={0x2ACC: b"\x01"},
    told=[(1.0, TREADMILL_DATA, b"a"), (2.0, TREADMILL_DATA, b"b"), (2.5, CONTROL_POINT, b"c")],
    answers={7: [(0.1, b"\x80\x07\x04"), (0.2, b"\x80\x07\x01")]},
    gone_s=4.0,
)


class Client:
    """Whoever listens, and what it heard with the time."""

    def __init__(self, machine: ReplayedMachine) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self._loop = asyncio.get_running_loop()
        machine.connect(lambda _uuid, data: self.heard.append((self._loop.time(), data)))


async def test_it_tells_what_was_told_to_whoever_has_subscribed() -> None:
    machine = ReplayedMachine(PLAYED)
    client = Client(machine)
    await asyncio.sleep(1.5)
    machine.subscribe(TREADMILL_DATA)
    await asyncio.sleep(1.5)
    assert client.heard == [(2.0, b"b")]


async def test_it_answers_as_it_did_then_and_the_last_answer_stays() -> None:
    machine = ReplayedMachine(PLAYED)
    client = Client(machine)
    machine.subscribe(CONTROL_POINT)
    for data in (b"\x07", b"\x07", b"\x07", b"\x02\x00\x00", b""):
        machine.write(data)
        await asyncio.sleep(0.3)
    assert [data[-1] for _, data in client.heard] == [4, 1, 1]


async def test_it_hangs_up_when_the_machine_did() -> None:
    machine, ends = ReplayedMachine(PLAYED), []
    Client(machine)
    machine.hang_up = lambda: ends.append(asyncio.get_running_loop().time())
    await asyncio.sleep(5.0)
    assert ends == [4.0]


async def test_nothing_is_played_after_the_client_has_gone() -> None:
    machine = ReplayedMachine(PLAYED)
    client = Client(machine)
    machine.subscribe(TREADMILL_DATA)
    machine.disconnect()
    await asyncio.sleep(5.0)
    assert client.heard == []


async def test_it_reads_what_was_read_and_nothing_where_nobody_did() -> None:
    machine = ReplayedMachine(PLAYED)
    assert (machine.read(0x2ACC), machine.read(0x2AD4)) == (b"\x01", b"")


async def test_what_is_written_is_told() -> None:
    told: list[tuple[str, bytes]] = []
    machine = ReplayedMachine(PLAYED, lambda *one: told.append(one))
    machine.write(b"\x07")
    machine.write_vendor(b"\xaa")
    assert told == [("wrote", b"\x07"), ("unlocked", b"\xaa")]
