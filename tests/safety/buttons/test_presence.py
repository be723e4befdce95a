"""The touch screen: seen to go, and never kept from its page. A FIFO stands in for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.safety.buttons.fake_input import EV_KEY, FakeDevice
from tests.safety.buttons.panel import until
from treadctl.safety.buttons.presence import keep_in_sight

pytestmark = pytest.mark.realtime

BTN_TOUCH = 0x14A


@pytest.fixture
def touch(tmp_path: Path) -> Iterator[FakeDevice]:
    device = FakeDevice(tmp_path / "usb-touch-event")
    yield device
    device.close()


@asynccontextmanager
async def in_sight(path: Path) -> AsyncIterator[list[str]]:
    """Watch this device; the list grows by one whenever it is said to be gone."""
    gone: list[str] = []
    watching = asyncio.create_task(keep_in_sight(path, lambda: gone.append("gone")))
    yield gone
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_touches_are_nobody_s_business(touch: FakeDevice) -> None:
    async with in_sight(touch.path) as gone:
        for n in range(200):
            touch.send(EV_KEY, BTN_TOUCH, n % 2, at=float(n))
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        assert gone == []
        assert touch.asked == []


async def test_it_is_gone_at_once_when_it_is_unplugged(touch: FakeDevice) -> None:
    async with in_sight(touch.path) as gone:
        await asyncio.sleep(0.05)
        touch.unplug()
        async with asyncio.timeout(0.5):
            await until(lambda: gone == ["gone"])


async def test_it_is_gone_each_second_until_it_is_back(
    touch: FakeDevice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    touch.unplug()
    async with in_sight(touch.path) as gone:
        await until(lambda: len(gone) == 2)
        assert len(caplog.records) == 1
        again = FakeDevice(touch.path)
        await asyncio.sleep(1.2)
        assert len(gone) == 2
        again.unplug()
        await until(lambda: len(gone) == 3)
        assert len(caplog.records) == 2
        assert "usb-touch-event: lost. It was unplugged" in caplog.text
