"""The file follows the supervisor, and a start waits until it says `running`."""

import asyncio
import logging
from pathlib import Path

import pytest

from treadctl.errors import Refused
from treadctl.model import Machine, StopCause, Telemetry
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LOOK_S, LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor


@pytest.fixture
def latch(tmp_path: Path) -> Latch:
    return Latch(tmp_path / "latch")


def standing(now: float = 0.0) -> Supervisor:
    supervisor = Supervisor(stop_input=StopInput(wired=True))
    supervisor.connected(Machine("Test", "test"), now)
    stand(supervisor, now)
    return supervisor


def stand(supervisor: Supervisor, now: float) -> None:
    for _ in range(3):
        supervisor.heard(Telemetry(now, speed_kmh=0.0))


async def looked(keeper: LatchKeeper, supervisor: Supervisor, looks: int = 2) -> None:
    """Let the keeper look a few times."""
    keeping = asyncio.create_task(keeper.keep(supervisor))
    await asyncio.sleep(LOOK_S * looks)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


class CountingKeeper(LatchKeeper):
    """Counts how often it looks."""

    looks = 0

    async def save(self, supervisor: Supervisor) -> None:
        self.looks += 1
        await super().save(supervisor)


async def test_it_looks_four_times_a_second(latch: Latch) -> None:
    keeper = CountingKeeper(latch, None)
    keeping = asyncio.create_task(keeper.keep(standing()))
    await asyncio.sleep(10.1)
    assert keeper.looks == 40
    keeping.cancel()
    await asyncio.wait({keeping})


async def test_running_is_on_the_disk_when_it_returns(latch: Latch) -> None:
    await LatchKeeper(latch, None).running()
    assert latch.read() is StopCause.INTERRUPTED


@pytest.mark.parametrize("path", ["/dev/full", "/dev/null/latch"])
async def test_a_disk_that_does_not_take_it_refuses_the_start(path: str) -> None:
    with pytest.raises(Refused, match="The stop latch cannot be saved"):
        await LatchKeeper(Latch(Path(path)), None).running()


async def test_a_machine_that_never_walked_has_no_file(latch: Latch) -> None:
    await looked(LatchKeeper(latch, None), standing())
    assert not latch.path.exists()


async def test_the_file_says_running_until_the_belt_stands(latch: Latch) -> None:
    supervisor, keeper = standing(), LatchKeeper(latch, None)
    await keeper.running()
    supervisor.started(supervisor.permit_start(TIERS["A"], 0.0), 0.0)
    await looked(keeper, supervisor)
    assert latch.read() is StopCause.INTERRUPTED
    supervisor.stop(StopCause.USER, 1.0)
    await looked(keeper, supervisor)
    assert latch.read() is StopCause.INTERRUPTED
    stand(supervisor, 2.0)
    await looked(keeper, supervisor)
    assert latch.read() is None


async def test_a_start_that_was_refused_after_all_leaves_no_latch(latch: Latch) -> None:
    supervisor, keeper = standing(), LatchKeeper(latch, None)
    await keeper.running()
    await looked(keeper, supervisor)
    assert latch.read() is None


async def test_a_plain_stop_of_a_standing_belt_is_not_worth_a_write(latch: Latch) -> None:
    supervisor, keeper = standing(), LatchKeeper(latch, None)
    supervisor.stop(StopCause.USER, 0.0)
    await looked(keeper, supervisor)
    assert not latch.path.exists()


async def test_a_latched_cause_is_saved_at_once_and_cleared_by_the_acknowledge(
    latch: Latch,
) -> None:
    supervisor, keeper = standing(), LatchKeeper(latch, None)
    supervisor.stop(StopCause.PAIN, 0.0)
    await looked(keeper, supervisor)
    assert latch.read() is StopCause.PAIN
    stand(supervisor, 0.5)
    stand(supervisor, 4.0)
    supervisor.acknowledge(4.5)
    await looked(keeper, supervisor)
    assert latch.read() is None


async def test_what_was_found_stays_as_it_was_found_until_a_person_confirms(latch: Latch) -> None:
    latch.path.write_bytes(b"torn")
    supervisor = Supervisor(latched=StopCause.INTERRUPTED)
    await looked(LatchKeeper(latch, StopCause.INTERRUPTED), supervisor)
    assert latch.path.read_bytes() == b"torn"


async def test_a_save_that_failed_is_logged_and_tried_again(
    latch: Latch, caplog: pytest.LogCaptureFixture
) -> None:
    supervisor, keeper = standing(), LatchKeeper(latch, None)
    supervisor.stop(StopCause.PAIN, 0.0)
    latch.path.mkdir()
    with caplog.at_level(logging.ERROR):
        await looked(keeper, supervisor, looks=4)
    assert caplog.text.count("The latch cannot be saved") == 1
    latch.path.rmdir()
    await keeper.save(supervisor)
    assert latch.read() is StopCause.PAIN
    latch.path.unlink()
    latch.path.mkdir()
    stand(supervisor, 0.5)
    stand(supervisor, 4.0)
    supervisor.acknowledge(4.5)
    await keeper.save(supervisor)
    assert caplog.text.count("The latch cannot be saved") == 2
