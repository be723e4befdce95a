"""`treadctl record`: a connection written down, and a belt that nobody moved."""

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.processes import live_machine, running
from treadctl.drivers import capture, line_capture

pytestmark = pytest.mark.realtime

FULL = (
    "treadctl: The output cannot be written: No space left on device."
    " Free some disk space, then record again."
)


def test_a_connection_is_written_to_a_new_file(treadctl: Treadctl, tmp_path: Path) -> None:
    file = tmp_path / "walk.jsonl"
    ended = treadctl("record", "--treadmill", "sim://", "--for", 1.5, "--source", "here", file)
    assert (ended.code, ended.out) == (0, "") and "SIM-1 is being recorded" in ended.err
    found = capture.load(file)
    assert found.head.source == "here"
    assert {one.what for one in found.traffic} >= {"read", "subscribe", "notify", "write"}
    assert [one.hex for one in found.traffic if one.what == "write"] == ["00"]


def test_a_source_that_is_no_text_leaves_a_capture_that_can_be_read(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    file = tmp_path / "walk.jsonl"
    where = os.fsdecode(b"gym \xff")
    assert (
        treadctl("record", "--treadmill", "sim://", "--for", 0.1, "--source", where, file).code == 0
    )
    assert capture.load(file).head.source == "gym ?"


async def test_what_is_said_on_a_serial_line_is_written_too(tmp_path: Path) -> None:
    file = tmp_path / "walk.jsonl"
    async with live_machine("trackmaster") as machine:
        uri = machine.out[0].split()[-1]
        async with running("record", "--treadmill", uri, "--for", 1.5, file) as record:
            assert await record.ended() == 0, record.err
    found = line_capture.load(file)
    assert found.head.line == "trackmaster"
    assert {one.what for one in found.traffic} == {"sent", "came"}


def test_without_a_file_it_is_printed(treadctl: Treadctl, tmp_path: Path) -> None:
    ended = treadctl("record", "--treadmill", "sim://?quirk=t12b", "--for", 0.1)
    assert ended.code == 0 and '"Run BT"' in ended.out.splitlines()[0]


def test_a_file_that_exists_is_kept(treadctl: Treadctl, tmp_path: Path) -> None:
    file = tmp_path / "walk.jsonl"
    file.write_text("mine")
    ended = treadctl("record", "--treadmill", "sim://", "--for", 1, file)
    assert ended.code == 2 and "name a new file" in ended.complaint
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("bridge:///dev/ttyUSB0", "record the treadmill by itself"),
        ("csafe:///dev/nothing-here", "There is no /dev/nothing-here"),
        ("sim://?quirk=x", "There is no simulated 'x'"),
        ("nowhere", "is no treadmill address"),
        ("sim://?hci=127.0.0.1:9", "127.0.0.1:9 has none"),
    ],
)
def test_what_cannot_be_recorded_is_said(treadctl: Treadctl, uri: str, says: str) -> None:
    ended = treadctl("record", "--treadmill", uri, "--for", 1)
    assert ended.code in (1, 2) and says in ended.complaint


def test_a_service_that_has_the_treadmill_keeps_it(treadctl: Treadctl, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX) as service:
        service.bind(str(tmp_path / "run" / "belt.sock"))
        service.listen()
        ended = treadctl("record", "--treadmill", "ftms://F0:F1:F2:F3:F4:F5", "--for", 1)
    assert ended.code == 2
    assert ended.complaint == "The service has this treadmill. Stop it first."


def test_what_never_connected_leaves_no_file(treadctl: Treadctl, tmp_path: Path) -> None:
    file = tmp_path / "walk.jsonl"
    ended = treadctl("record", "--treadmill", "sim://?hci=127.0.0.1:9", "--for", 1, file)
    assert ended.code == 1 and not file.exists()


@pytest.mark.parametrize(("out", "code"), [("/dev/full", 1), ("/dev/null", 0)])
async def test_a_full_disk_ends_it_in_one_sentence_that_says_so(out: str, code: int) -> None:
    line = f'"$0" -m treadctl record --treadmill sim:// --for 0.5 > {out}'
    shell = await asyncio.create_subprocess_exec(
        "sh", "-c", line, sys.executable, stderr=asyncio.subprocess.PIPE
    )
    _, err = await shell.communicate()
    said = [one for one in err.decode().splitlines() if one.startswith("treadctl: ")]
    assert shell.returncode == code
    assert said == ([FULL] if code else []) and b"Traceback" not in err


def test_a_file_that_cannot_be_made_is_named(treadctl: Treadctl, tmp_path: Path) -> None:
    file = tmp_path / "none" / "walk.jsonl"
    ended = treadctl("record", "--treadmill", "sim://", "--for", 1, file)
    assert ended.code == 2 and "walk.jsonl cannot be made" in ended.complaint
