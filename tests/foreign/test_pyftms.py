"""Somebody else's client, pyftms, drives the simulated treadmill: it is a correct FTMS machine.

`make prove-foreign` makes the environment that pyftms needs; without it these tests say so.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulators.live import on_tcp
from tests.foreign.environment import PYTHON, READY

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(
        not READY.is_file(), reason="pyftms has no environment here; run `make prove-foreign` once"
    ),
]
DRIVE = Path(__file__).with_name("drive.py")
LIMIT_S = 90.0


class Walk:
    """What pyftms told of its walk, what it wrote, and how fast the belt truly was at each step."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self.written: list[str] = []
        self.speeds_kmh: dict[str, float] = {}
        self.slopes_percent: dict[str, float] = {}
        self.code: int | None = None

    async def take_place(self) -> None:
        async with asyncio.timeout(LIMIT_S), on_tcp(self._wrote) as live:
            hci = live.uri.split("hci=")[1]
            drive = await asyncio.create_subprocess_exec(
                *(PYTHON, "-P", DRIVE, hci), stdout=asyncio.subprocess.PIPE
            )
            assert drive.stdout is not None
            async for line in drive.stdout:
                told = json.loads(line)
                self.told[told.pop("what")] = told
                name = list(self.told)[-1]
                self.speeds_kmh[name] = live.machine.belt.speed_kmh
                self.slopes_percent[name] = live.machine.belt.inclination_percent
                if name == "key please":
                    live.machine.notify_status(b"\x03")
            self.code = await drive.wait()

    def _wrote(self, data: bytes) -> None:
        self.written.append(data.hex())


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    taken = Walk()
    asyncio.run(taken.take_place())
    yield taken


def test_the_walk_is_taken_to_its_end(walk: Walk) -> None:
    assert (walk.code, list(walk.told)[-1]) == (0, "done")


def test_it_is_found_by_its_advertisement_as_a_treadmill(walk: Walk) -> None:
    assert walk.told["found"] == {"name": "Simulated treadmill", "kind": "TREADMILL"}


def test_it_says_who_it_is_and_what_it_can_be_set_to(walk: Walk) -> None:
    assert walk.told["connected"] == {
        "device": {"manufacturer": "treadctl", "model": "SIM-1"},
        "settings": ["target_speed", "target_inclination"],
    }
    assert walk.told["ranges"] == {
        "target_speed": [0.5, 12.0, 0.1],
        "target_inclination": [0.0, 12.0, 0.5],
    }


@pytest.mark.parametrize(
    ("step", "result"),
    [
        ("early", "FAILED"),
        ("start", "SUCCESS"),
        ("speed", "SUCCESS"),
        ("too fast", "INVALID_PARAMETER"),
        ("slope", "SUCCESS"),
        ("stop", "SUCCESS"),
        ("again", "FAILED"),
    ],
)
def test_each_command_is_answered_as_the_standard_says(walk: Walk, step: str, result: str) -> None:
    assert walk.told[step]["result"] == result


def test_what_pyftms_reads_is_what_the_belt_does(walk: Walk) -> None:
    assert walk.told["walking"]["speed_kmh"] == pytest.approx(1.5)
    assert walk.told["walking"]["status"] == "MANUAL_MODE"
    assert walk.speeds_kmh["walking"] == pytest.approx(1.5)
    assert walk.slopes_percent["walking"] == pytest.approx(0.5, abs=0.05)
    assert walk.speeds_kmh["again"] == 0.0


def test_pyftms_wrote_what_the_standard_has_for_it(walk: Walk) -> None:
    assert walk.written == ["00", "02c800", "07", "029600", "028813", "030500", "0801", "0801"]


def test_the_safety_key_reaches_it_as_such(walk: Walk) -> None:
    assert "key seen" in walk.told
