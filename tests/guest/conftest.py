"""Tests on real BlueZ on a real kernel: only in the guest of simulators/guest, by name.

They kill bluetoothd and unplug the adapter, so anywhere else they are not even collected.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulators.guest.air import Air, on_air
from treadctl.drivers.bluetooth import powered
from treadctl.errors import ConnectFailed

collect_ignore_glob = [] if "TREADCTL_GUEST" in os.environ else ["test_*.py"]

ADAPTER_LIMIT_S = 20.0


@pytest.fixture
async def air(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """A treadmill within reach of an adapter that is on, and a walker without a past."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with on_air() as one:
        await until_powered()
        yield one


async def until_powered() -> None:
    """Wait until bluetoothd has an adapter and has switched it on."""
    async with asyncio.timeout(ADAPTER_LIMIT_S):
        while True:
            try:
                await powered()
            except ConnectFailed:
                await asyncio.sleep(0.1)
            else:
                return
