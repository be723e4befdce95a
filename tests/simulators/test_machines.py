"""The twins behave as their originals were measured to; golden/twins.csv names the sources."""

import asyncio
import csv
import itertools
from pathlib import Path

import pytest

from simulators import treadmill_data
from simulators.machines import DEFAULT, OMEGA_Z, QUIRKS, T12B, UREVO_E1L, MachineModel
from simulators.memory_gatt import MemoryRig
from simulators.physics import Belt
from tests.simulators.conversation import Conversation, converse

GOLDEN = Path(__file__).parent.parent / "golden" / "twins.csv"


def golden(*what: str) -> list[tuple[str, str, str]]:
    with GOLDEN.open(newline="") as file:
        rows = [(row["machine"], row["what"], row["hex"]) for row in csv.DictReader(file)]
    return [row for row in rows if row[1] in what]


async def walking(model: MachineModel, target: str) -> Conversation:
    talk = await converse(MemoryRig(model))
    await talk.walk(target)
    return talk


@pytest.mark.parametrize(("machine", "uuid", "captured"), golden("2acc", "2ad3", "2ad4", "2ad5"))
async def test_a_twin_describes_itself_as_its_original_does(
    machine: str, uuid: str, captured: str
) -> None:
    talk = await converse(MemoryRig(QUIRKS[machine]))
    assert await talk.read(uuid) == captured


@pytest.mark.parametrize(("machine", "_uuid", "captured"), golden("2acd"))
def test_a_twin_sends_frames_of_its_originals_shape(
    machine: str, _uuid: str, captured: str
) -> None:
    model = QUIRKS[machine]
    layout = treadmill_data.plan(model)
    sent = treadmill_data.encode(model, layout, Belt(model.drive, now=0.0))
    original = bytes.fromhex(captured)
    assert (original[:2], len(original)) in {(data[:2], len(data)) for data in sent}


def test_a_standing_t12b_sends_what_its_original_sent_byte_for_byte() -> None:
    sent = treadmill_data.encode(T12B, treadmill_data.plan(T12B), Belt(T12B.drive, now=0.0))
    assert [data.hex() for data in sent] == [
        "8c050000000000000000000000ffffff000000",
        "0120000000",
    ]


def test_a_urevo_can_tell_exactly_the_speeds_that_were_captured() -> None:
    belt = Belt(UREVO_E1L.drive, now=0.0)
    told = []
    for tenth_mph in (14, 13, 12, 11, 10, 8, 7, 5, 3, 2, 1, 0):
        belt.speed_kmh = tenth_mph * 0.160934
        told.append(treadmill_data.reported_speed_centi(belt, UREVO_E1L))
    assert told == [225, 209, 193, 177, 160, 128, 112, 80, 48, 32, 16, 0]


async def test_a_urevo_stops_from_1_93_kmh_in_3_75_s() -> None:
    talk = await walking(UREVO_E1L, "02c000")
    assert talk.speed_kmh() == 1.93
    await talk.ask("0801")
    assert 3.5 <= await talk.standing_after_s() <= 4.25


async def test_a_urevo_tells_each_step_of_its_stop_as_a_new_target() -> None:
    talk = await walking(UREVO_E1L, "02c000")
    await talk.ask("0801")
    await asyncio.sleep(10.0)
    steps = [int.from_bytes(data[1:], "little") for data in talk.told("2ada") if data[0] == 5]
    assert steps[-1] == 0
    assert steps == sorted(steps, reverse=True)
    assert set(steps) <= {177, 160, 144, 128, 112, 96, 80, 64, 48, 32, 16, 0}


async def test_a_urevo_falls_silent_for_2_5_s_at_steady_speed() -> None:
    talk = await walking(UREVO_E1L, "02c000")
    await asyncio.sleep(90.0)
    at = [at for at, uuid, _ in talk.heard if uuid == "2acd"]
    assert max(later - sooner for sooner, later in itertools.pairwise(at)) == 2.5


async def test_a_urevo_accepts_an_inclination_it_does_not_have() -> None:
    talk = await walking(UREVO_E1L, "02c000")
    assert await talk.ask("033c00") == "800301"
    await asyncio.sleep(60.0)
    assert talk.rig.machine.belt.inclination_percent == 0.0


async def test_an_omega_z_never_answers_request_control_and_obeys_all_the_same() -> None:
    talk = await converse(MemoryRig(OMEGA_Z))
    await talk.listen()
    await talk.write("00")
    await asyncio.sleep(40.0)
    assert talk.told("2ad9") == []
    assert await talk.ask("07") == "800701"


async def test_an_omega_z_moves_4_4_to_6_2_s_after_start() -> None:
    talk = await converse(MemoryRig(OMEGA_Z))
    await talk.listen()
    await talk.write("00")
    await talk.ask("07")
    started_s = talk.rig.machine.writes[-1][0]
    await asyncio.sleep(10.0)
    moving_s = [at for at, _, data in talk.heard if data[:4] == bytes.fromhex("8c055000")]
    assert 4.4 <= moving_s[0] - started_s <= 6.2


async def test_an_omega_z_stops_from_0_8_kmh_in_1_8_to_4_s() -> None:
    talk = await converse(MemoryRig(OMEGA_Z))
    await talk.listen()
    await talk.write("00")
    await talk.ask("07")
    await asyncio.sleep(10.0)
    await talk.ask("0801")
    assert 1.8 <= await talk.standing_after_s() <= 4.0


async def test_a_t12b_stops_from_3_kmh_in_about_4_s() -> None:
    talk = await walking(T12B, "022c01")
    assert talk.speed_kmh() == 3.0
    await talk.ask("0801")
    assert 3.5 <= await talk.standing_after_s() <= 5.0


async def test_a_t12b_says_that_it_was_started_and_counts_down() -> None:
    talk = await walking(T12B, "022c01")
    assert talk.told("2ada") == [b"\x04"]
    assert talk.told("2ad3") == [b"\x01\x0e", b"\x01\x0d"]


async def test_a_matrix_puts_the_speed_of_a_split_record_last() -> None:
    talk = await walking(QUIRKS["matrix"], "022c01")
    first, last = talk.told("2acd")[-2:]
    assert (first[:2].hex(), last[:4].hex()) == ("9f00", "001f2c01")


async def test_a_yesoul_fails_to_set_an_inclination() -> None:
    talk = await walking(QUIRKS["yesoul-w2-pro"], "02c800")
    assert await talk.ask("031400") == "800304"


async def test_a_tm11gy_takes_targets_as_miles_and_stops_when_started_twice() -> None:
    talk = await walking(QUIRKS["tm11gy"], "026400")
    assert talk.speed_kmh() == 1.61
    assert await talk.ask("07") == "800701"
    await talk.standing_after_s()


@pytest.mark.parametrize("model", [DEFAULT, *QUIRKS.values()])
def test_every_model_can_go_as_slow_and_as_fast_as_it_says(model: MachineModel) -> None:
    assert model.drive.min_speed_kmh * 100 == pytest.approx(model.speed_centi[0])
    assert model.drive.max_speed_kmh * 100 == pytest.approx(model.speed_centi[1])
