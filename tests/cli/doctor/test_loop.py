"""How late a loop wakes up."""

import asyncio
import time

import pytest

from treadctl.cli.doctor import OK, WARN
from treadctl.cli.doctor.loop import LATE_S, latest, timing, told

HOLD_S = 0.1


async def test_a_loop_that_has_nothing_else_to_do_is_never_late() -> None:
    assert await latest(1.0) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.realtime
async def test_what_holds_the_loop_up_is_seen() -> None:
    asyncio.get_running_loop().call_later(0.02, time.sleep, HOLD_S)
    assert await latest(0.3) > HOLD_S / 2


@pytest.mark.parametrize(("late_s", "result"), [(0.004, OK), (LATE_S + 0.001, WARN)])
def test_a_late_wake_up_is_a_warning(late_s: float, result: str) -> None:
    assert told(late_s).result == result


@pytest.mark.realtime
def test_it_is_told_in_ms() -> None:
    assert timing(0.02).why.endswith(" ms late")
