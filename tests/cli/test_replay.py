"""Recorded connections through the driver. A file dropped into golden/captures is a test."""

import asyncio
import json
import struct
from pathlib import Path

import pytest

from simulators.bent_machines import BENT
from simulators.machines import DEFAULT, T12B, UREVO_E1L, MachineModel
from simulators.memory_gatt import MemoryRig
from tests.cli.command import Treadctl
from tests.drivers.connection import Connection
from treadctl.cli.replay import play
from treadctl.cli.replayed import Seen, orders
from treadctl.drivers import capture
from treadctl.drivers.capture import Capture, Head, Traffic
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.gatt_record import recorded
from treadctl.drivers.line_capture import is_of_a_line
from treadctl.model import Answer, SetTargetSpeed, Start

CAPTURES = (Path(__file__).parent.parent / "golden" / "captures").glob("*.jsonl")
GOLDEN = sorted(path for path in CAPTURES if not is_of_a_line(path))
UREVO = next(path for path in GOLDEN if path.stem == "urevo-e1l")
READY_S = 1.0  # what was recorded while we were still subscribing went past us


def of(seen: list[Seen], event: str) -> list[Seen]:
    return [one for one in seen if one["event"] == event]


def told(found: Capture, uuid: str) -> list[Traffic]:
    return [one for one in found.traffic if one.what == "notify" and one.uuid == uuid]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
async def test_a_recorded_machine_is_described_heard_and_commanded(path: Path) -> None:
    found = capture.load(path)
    assert found.head.source
    seen = await play(found)
    assert len(of(seen, "ready")) == 1
    assert len(of(seen, "lost")) == any(one.what == "gone" for one in found.traffic)
    given = [one.hex for one in found.traffic if one.what == "write" and one.uuid == "2ad9"]
    asked = [one["hex"] for one in of(seen, "wrote")]
    assert [data for data in asked if data != "00"] == [data for data in given if data != "00"]
    assert of(seen, "refused") == []
    assert len(of(seen, "stop_answered")) == sum(one is None for _, one in orders(found))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
async def test_each_speed_that_was_recorded_is_seen_when_it_was_told(path: Path) -> None:
    found = capture.load(path)
    frames = [(one.t_s, one.data) for one in told(found, "2acd") if one.t_s > READY_S]
    speeds = [(at, struct.unpack_from("<H", data, 2)[0]) for at, data in frames if not data[0] & 1]
    seen = [one for one in of(await play(found), "telemetry") if one["t"] > READY_S]
    assert [round(one["speed_kmh"] * 100) for one in seen] == [centi for _, centi in speeds]
    assert [one["t"] for one in seen] == pytest.approx([at for at, _ in speeds], abs=0.001)


async def test_a_urevo_takes_its_start_and_its_stop_and_tells_its_own_ramp() -> None:
    seen = await play(capture.load(UREVO))
    answers = [(one["to"], one["answer"]) for one in of(seen, "answer")]
    assert ("Start", "accepted") in answers
    (written,), (answered,) = of(seen, "stop_written"), of(seen, "stop_answered")
    assert (written["t"], answered["answer"]) == (80.61, "accepted")
    assert answered["t"] - written["t"] == pytest.approx(0.046, abs=0.002)
    kinds = {one["kind"] for one in of(seen, "notice")}
    assert kinds == {"target_speed_changed", "started_by_user"}


# -- what we record, we replay ------------------------------------------------------------------


async def walked(model: MachineModel) -> Capture:
    lines: list[Head | Traffic] = []
    rig = MemoryRig(model)
    link = await Connection(rig, recorded(rig.open_client, lines.append)).ready()
    assert await link.driver.send(Start()) is Answer.ACCEPTED
    await link.until(lambda: link.heard.records[-1].speed_kmh)
    assert await link.driver.send(SetTargetSpeed(2.0)) is Answer.ACCEPTED
    await link.until(lambda: link.heard.records[-1].at > 10.0)
    link.driver.stop()
    await link.until(lambda: link.heard.records[-1].speed_kmh == 0)
    link.running.cancel()
    await asyncio.gather(link.running, return_exceptions=True)
    head, *traffic = lines
    assert isinstance(head, Head)
    return Capture(head, tuple(one for one in traffic if isinstance(one, Traffic)))


@pytest.mark.parametrize(
    "model", [DEFAULT, UREVO_E1L, T12B, BENT["wellfit"]], ids=lambda model: model.name
)
async def test_what_was_recorded_of_a_walk_is_replayed_as_it_was(model: MachineModel) -> None:
    found = await walked(model)
    seen = await play(Capture(found.head, found.traffic))
    assert {one["answer"] for one in of(seen, "answer")} == {"accepted"}
    assert "accepted" in [one["answer"] for one in of(seen, "stop_answered")]
    assert of(seen, "telemetry")[-1]["speed_kmh"] == 0


async def test_a_driver_that_fails_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_driver: FtmsDriver) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(FtmsDriver, "run", fails)
    with pytest.raises(ZeroDivisionError):
        await play(capture.load(UREVO))


# -- the command --------------------------------------------------------------------------------


def test_a_capture_is_shown_line_by_line(treadctl: Treadctl) -> None:
    ended = treadctl("replay", UREVO)
    assert ended.code == 0 and "stop_written" in ended.out and "URTM041" in ended.out


def test_a_capture_is_shown_as_json_lines(treadctl: Treadctl) -> None:
    lines = [json.loads(line) for line in treadctl("replay", UREVO, "--json").out.splitlines()]
    assert [line["t"] for line in lines] == sorted(line["t"] for line in lines)
    assert {"ready", "telemetry", "stop_written"} <= {line["event"] for line in lines}


def test_a_gym_s_own_rows_are_used(treadctl: Treadctl, tmp_path: Path) -> None:
    config = tmp_path / "gym.toml"
    config.write_text(
        'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n'
        '[[quirk]]\nmachine = "U"\nsource = "s"\nnames = ["URTM"]\nranges_in_mph = true\n'
    )
    ended = treadctl("replay", UREVO, "--config", config, "--json")
    ready = next(one for one in map(json.loads, ended.out.splitlines()) if one["event"] == "ready")
    assert ready["machine"]["speed_kmh"]["high"] == pytest.approx(6.43 * 1.609344)


def test_a_capture_without_a_treadmill_in_it_is_said_to_have_none(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    head = UREVO.read_text("utf-8").splitlines()[0]
    (tmp_path / "x.jsonl").write_text(head)
    ended = treadctl("replay", tmp_path / "x.jsonl", "--json")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"There is nothing of a treadmill in {tmp_path / 'x.jsonl'}.\n"
    assert treadctl("replay", UREVO, "--json").err == ""


def test_a_file_that_is_no_capture_is_refused(treadctl: Treadctl, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}")
    ended = treadctl("replay", tmp_path / "x.jsonl")
    assert ended.code == 2 and "line 1, services" in ended.complaint
