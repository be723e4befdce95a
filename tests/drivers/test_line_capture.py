"""What goes over a serial line, written down as it goes, and read again."""

import asyncio
from pathlib import Path

import pytest

from simulators.memory_line import MemoryLine
from simulators.trackmaster_machine import TrackmasterMachine
from tests.drivers.connection import Heard, now
from treadctl.drivers.capture import line
from treadctl.drivers.line_capture import (
    LineHead,
    LineTraffic,
    is_of_a_line,
    load,
    recorded,
)
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.errors import BadInput, LinkLost

HEAD = LineHead(line="trackmaster", baud=4800)
Told = list[LineHead | LineTraffic]


async def listened(told: Told, seconds: float) -> MemoryLine:
    """Let a driver listen to a machine for so long, then unplug it."""
    wire = MemoryLine(TrackmasterMachine(now()))
    driver = TrackmasterDriver(recorded(wire.open_line, told.append, HEAD), Heard(), "a")
    running = asyncio.create_task(driver.run())
    await asyncio.sleep(seconds)
    wire.befall("unplug")
    with pytest.raises(LinkLost):
        await running
    return wire


async def test_all_that_is_said_is_told_in_order_and_at_its_time() -> None:
    told: Told = []
    await listened(told, 3.0)
    head, *traffic = told
    assert head is HEAD
    said = [one for one in traffic if isinstance(one, LineTraffic)]
    assert said[0].what == "sent" and said[0].t_s == 0.0
    assert said[-1].what == "gone" and said[-1].t_s == pytest.approx(3.0, abs=0.1)
    assert [one.t_s for one in said] == sorted(one.t_s for one in said)
    assert b"".join(one.data for one in said if one.what == "came")[:1] >= b"\xb0"


async def test_what_was_written_down_is_read_again(tmp_path: Path) -> None:
    told: Told = []
    await listened(told, 2.0)
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(line, told)), encoding="utf-8")
    assert is_of_a_line(file)
    found = load(file)
    assert [found.head, *found.traffic] == told
    assert found.ended_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("{}", "line 1, line"),
        ('{"line": "bridge", "baud": 1}', "line 1, line"),
        ('{"line": "csafe", "baud": 0}', "line 1, baud"),
        ('{"line": "csafe", "baud": 9600}\n{"t_s": 0, "what": "read"}', "line 2, what"),
        ('{"line": "csafe", "baud": 9600}\n{"t_s": 0, "what": "sent", "hex": "0"}', "line 2, hex"),
    ],
)
def test_a_file_that_is_none_names_its_line_and_field(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    with pytest.raises(BadInput, match=says):
        load(tmp_path / "a.jsonl")


@pytest.mark.parametrize("text", ["no json", "[" * 200_000, "[]", '{"capture": 1, "services": {}}'])
def test_what_is_no_capture_of_a_line_is_told_apart(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    assert not is_of_a_line(tmp_path / "a.jsonl")
