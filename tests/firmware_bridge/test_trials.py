"""Hosts that die in a walk: all trials in virtual time, a few on the real interpreter."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.firmware_bridge.trials import LIMIT_MS, in_virtual_time, on_micropython


def test_in_1000_of_1000_trials_the_duty_falls_within_600_ms_of_the_host_s_death() -> None:
    assert LIMIT_MS == 600
    times_ms = list(in_virtual_time(range(1000)))
    assert len(times_ms) == 1000
    assert max(times_ms) <= LIMIT_MS
    assert min(times_ms) >= 100  # or these walks were over before


@pytest.mark.realtime
def test_on_a_real_interpreter_the_duty_falls_when_the_host_is_killed() -> None:
    with ThreadPoolExecutor(5) as pool:
        times_ms = list(pool.map(on_micropython, [200] * 5))
    assert len(times_ms) == 5
    assert max(times_ms) < 1500  # `python -m tests.firmware_bridge.trials` holds it to 600
