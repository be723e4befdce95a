"""Where heart rate comes from: a strap beside the treadmill, the treadmill itself, or nowhere."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.memory_gatt import MemoryRig
from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.drivers import HeartListener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.errors import BadInput
from treadctl.safety.heart_input import HeartInput, KeepStrap, strap
from treadctl.safety.latch import Latch


def test_without_a_ceiling_heart_rate_is_no_rule() -> None:
    assert HeartInput().watch().may_rise(0.0)


async def known(folder: Path, heart: HeartInput) -> bool:
    """True if the heart rate of a walker on a simulated treadmill is known after 20 s."""
    rig = MemoryRig()
    room = belt_room(
        Board(),
        lambda listener: FtmsDriver(rig.open_client, listener),
        Latch(folder / "latch"),
        "A",
        heart=heart,
    )
    async with room as belt:
        await asyncio.sleep(20.0)
        return belt.guard.supervisor.heart.trusted(asyncio.get_running_loop().time())


def beating(bpms: tuple[int, ...]) -> KeepStrap:
    async def keep(listener: HeartListener) -> None:
        for second in range(1000):
            at = asyncio.get_running_loop().time()
            listener.heart(bpms[second % len(bpms)], at, rr=True, contact=None)
            await asyncio.sleep(1.0)

    return keep


async def broken(_listener: HeartListener) -> None:
    raise RuntimeError("A library fell over.")


async def test_the_treadmill_s_own_heart_rate_counts_where_there_is_no_strap(
    tmp_path: Path,
) -> None:
    assert await known(tmp_path, HeartInput(130))


async def test_where_there_is_a_strap_only_the_strap_counts(tmp_path: Path) -> None:
    assert await known(tmp_path, HeartInput(130, beating((100, 101))))
    assert not await known(tmp_path, HeartInput(130, beating((0,))))


async def test_a_strap_that_falls_over_is_no_more_than_no_heart_rate(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert not await known(tmp_path, HeartInput(130, broken))
    assert "heart rate failed" in caplog.text


def test_a_wrong_address_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(BadInput, match="is no strap"):
        strap("hr://H10")


@pytest.mark.realtime
def test_naming_a_strap_loads_nothing_to_reach_it_with() -> None:
    code = "import sys\nfrom treadctl.safety.heart_input import strap\n"
    code += "strap('hr://F0:F1:F2:F3:F4:A0')\nprint({'bleak'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ended.stdout == "set()\n"


class Heard:
    """What a strap tells."""

    def __init__(self) -> None:
        self.rates: list[tuple[int | None, bool | None, bool | None]] = []
        self.any = asyncio.Event()

    def heart(self, bpm: int | None, at: float, *, rr: bool | None, contact: bool | None) -> None:
        self.rates.append((bpm, rr, contact))
        self.any.set()


@pytest.mark.realtime
async def test_a_strap_that_cannot_be_reached_is_told_as_no_heart_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    heard = Heard()
    keeping = asyncio.ensure_future(strap("hr://F0:F1:F2:F3:F4:A0")(heard))
    async with asyncio.timeout(30.0):
        await heard.any.wait()
    assert not keeping.done() and heard.rates == [(None, None, None)]
    assert "The strap F0:F1:F2:F3:F4:A0 does not answer" in caplog.text
    keeping.cancel()
    await asyncio.wait({keeping})
