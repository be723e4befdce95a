import pytest

from simulators.byte_commands import ByteCommands

DIGITS = {0xA0: 0, 0xA3: 4, 0xC0: 0}


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
