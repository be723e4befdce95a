"""A capture is read line by line, and a wrong line is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from simulators.bent_machines import BENT
from simulators.machines import DEFAULT
from simulators.memory_gatt import MemoryRig
from treadctl.drivers import capture
from treadctl.drivers.capture import Head, Traffic
from treadctl.errors import BadInput

HEAD = '{"capture": 1, "name": "X", "services": {"1826": {"2acd": ["notify"]}}}'
FRAME = '{"t_s": 1.5, "what": "notify", "uuid": "2acd", "hex": "0000c800"}'


def written(folder: Path, *lines: str) -> Path:
    path = folder / "capture.jsonl"
    path.write_text("\n".join(lines))
    return path


def test_a_capture_is_a_head_and_what_went_over_the_air_in_time(tmp_path: Path) -> None:
    early = FRAME.replace("1.5", "0.5")
    found = capture.load(written(tmp_path, HEAD, FRAME, "", early))
    assert found.head == Head(name="X", services={"1826": {"2acd": ("notify",)}})
    assert [one.t_s for one in found.traffic] == [0.5, 1.5]
    assert found.traffic[0].data == bytes.fromhex("0000c800")
    assert found.ended_s == 1.5


def test_a_capture_of_nothing_ends_at_once(tmp_path: Path) -> None:
    assert capture.load(written(tmp_path, HEAD)).ended_s == 0.0


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((), "is empty"),
        (("?",), "line 1: it is no whole JSON document; delete that line"),
        ((HEAD, FRAME, FRAME[:-7]), "line 3: it is no whole JSON document; delete that line"),
        ((FRAME,), "line 1, services: Field required"),
        ((HEAD.replace(": 1", ": 2"),), "line 1, capture: "),
        ((HEAD, FRAME.replace("c800", "c8zz")), "line 2, hex: "),
        ((HEAD, FRAME, FRAME.replace("notify", "shout")), "line 3, what: "),
        ((HEAD, FRAME.replace("1.5", "-1")), "line 2, t_s: "),
        ((HEAD, FRAME.replace("2acd", "2ACD")), "line 2, uuid: "),
        ((HEAD, FRAME.replace("}", ', "address": "F0:F1"}')), "line 2, address: Extra"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        capture.load(written(tmp_path, *lines))
    assert says in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        capture.load(tmp_path / "none.jsonl")
    (tmp_path / "noise").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="is no text"):
        capture.load(tmp_path / "noise")


def test_a_device_that_never_ends_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "LARGEST_BYTES", 1_000_000)
    with pytest.raises(BadInput, match="/dev/zero is larger than 1 MB; cut it"):
        capture.load(Path("/dev/zero"))


@pytest.mark.parametrize(
    "one",
    [
        Head(name="X", source="me", services={"1826": {"2ad9": ("write", "indicate")}}),
        Traffic(t_s=1.5, what="read", uuid="2acc", hex="00ff"),
        Traffic(t_s=0.0, what="write", uuid="2ad9", error=0x80),
        Traffic(t_s=2.0, what="gone"),
    ],
)
def test_a_line_is_read_back_as_it_was(one: Head | Traffic) -> None:
    assert type(one).model_validate_json(capture.line(one)) == one


async def test_a_head_has_what_was_discovered_and_no_address() -> None:
    client = await MemoryRig(BENT["kingsmith-mc21"]).open_client(lambda _client: None)
    head = capture.head_of(client, "me")
    assert head.services["1826"]["2ad9"] == ("write", "indicate")
    assert head.services["1826"]["d18d2c10-c44c-11e8-a355-529269fb1459"] == ("write",)
    assert (head.name, head.source) == ("KS-MC21-D06BFD", "me")
    assert client.address not in capture.line(head)


async def test_the_address_that_a_machine_without_a_name_goes_by_is_left_out() -> None:
    rig = MemoryRig(replace(DEFAULT, name="F0-F1-F2-F3-F4-F5"))
    client = await rig.open_client(lambda _client: None)
    assert client.address == "F0:F1:F2:F3:F4:F5"
    assert capture.head_of(client).name == ""


def test_a_capture_may_be_longer_than_a_day() -> None:
    assert Traffic(t_s=100_000.0, what="gone").t_s == 100_000.0
