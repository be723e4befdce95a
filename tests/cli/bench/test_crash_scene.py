"""The scene of the crash bench."""

import asyncio
from pathlib import Path

import pytest

from treadctl.cli.bench import crash_scene
from treadctl.cli.bench.crash_scene import configuration, limited, live_machine
from treadctl.config import load
from treadctl.errors import TreadctlError


def test_its_configuration_is_a_valid_one(tmp_path: Path) -> None:
    assert load(configuration(tmp_path, "sim://")).treadmill == "sim://"


async def test_what_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash_scene, "LIMIT_S", 1.0)
    with pytest.raises(TreadctlError, match="longer than 1 s until it was ready"):
        async with limited("it was ready"):
            await asyncio.sleep(2.0)


@pytest.mark.realtime
async def test_a_stop_that_nobody_wrote_is_waited_for_in_vain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with live_machine() as machine:
        assert machine.uri.startswith("sim://?hci=")
        monkeypatch.setattr(crash_scene, "LIMIT_S", 0.2)
        with pytest.raises(TreadctlError, match="until a stop arrived"):
            await machine.stop()
