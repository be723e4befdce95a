"""Commands of one byte, and what a machine answers to them."""

import pytest

from simulators.byte_commands import ByteCommands, Dialect, Dialogue
from simulators.controls import Controls
from simulators.physics import Drive

DIGITS = {0xA0: 0, 0xA3: 4, 0xC0: 0}
DIALECT = Dialect(DIGITS, unknown=b"\xbf", unreadable=b"\xbe")


def taken(data: str) -> list[tuple[int, str | None]]:
    commands = ByteCommands(DIGITS)
    return [command for byte in bytes.fromhex(data) for command in commands.take(byte)]


@pytest.mark.parametrize(
    ("data", "commands"),
    [
        ("a0", [(0xA0, "")]),
        ("a330303430", [(0xA3, "0040")]),
        ("a3303034", []),
        ("a33030c0", [(0xA3, None), (0xC0, "")]),
        ("a330a330303430", [(0xA3, None), (0xA3, "0040")]),
        ("ff", [(0xFF, "")]),
        ("31", [(0x31, "")]),
        ("a33041", [(0xA3, None), (0x41, "")]),
    ],
)
def test_bytes_are_cut_into_commands(data: str, commands: list[tuple[int, str | None]]) -> None:
    assert taken(data) == commands


class Machine:
    """Repeats what it is asked and told to do."""

    def __init__(self) -> None:
        self.controls = Controls(Drive(), 0.0)
        self.dialogue = Dialogue(DIALECT, self.controls, self.tell, self.obey, 0.0)

    def tell(self, code: int, now: float) -> bytes:
        return b"told"

    def obey(self, code: int, text: str, now: float) -> bytes:
        return b"done" + text.encode()

    def hear(self, data: str, now: float = 1.0) -> list[bytes]:
        return self.dialogue.received(bytes.fromhex(data), now)


def test_reads_are_told_and_orders_obeyed_and_written_down() -> None:
    machine = Machine()
    assert machine.hear("c0a330303430a0") == [b"told", b"done0040", b"done"]
    assert machine.dialogue.writes == [(1.0, b"\xa30040"), (1.0, b"\xa0")]


def test_what_is_unknown_or_cut_short_is_refused_and_no_sign_of_life() -> None:
    machine = Machine()
    assert machine.hear("ffa330") == [b"\xbf"]
    assert machine.dialogue.heard_at == 0.0
    assert machine.hear("c0", now=2.0) == [b"\xbe", b"told"]
    assert machine.dialogue.heard_at == 2.0
    assert machine.dialogue.writes == []


def test_a_silent_machine_obeys_and_one_without_power_does_not() -> None:
    machine = Machine()
    machine.controls.silent = True
    assert machine.hear("c0a0") == [b"done"]
    machine.controls.powered = False
    assert machine.hear("a0", now=3.0) == []
    assert machine.dialogue.heard_at == 1.0
