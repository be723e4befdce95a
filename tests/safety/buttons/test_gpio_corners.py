"""A GPIO line whose edges come late, or not at all."""

import asyncio
from pathlib import Path

import pytest
from gpiod import EdgeEvent
from gpiod.line import Value

from tests.safety.buttons.fake_gpio import GONE, FakeLine
from tests.safety.buttons.panel import watched
from treadctl.safety.buttons import ButtonLost
from treadctl.safety.buttons.gpio import DEV, GpioButton


class DeafLine(FakeLine):
    """Its level can be read, its edges cannot."""

    def read_edge_events(self) -> list[EdgeEvent]:
        raise GONE


def button(line: FakeLine) -> GpioButton:
    return GpioButton("chip", 17, lambda _label, _offset: line)


def test_chips_are_where_the_kernel_shows_devices() -> None:
    assert DEV == Path("/dev")


@pytest.mark.realtime
async def test_a_line_whose_edges_cannot_be_read_is_lost() -> None:
    line = DeafLine()
    async with watched(button(line)) as (_, running):
        await asyncio.sleep(0.02)
        line.edge(closes=False, at=0.0)
        async with asyncio.timeout(5.0):
            with pytest.raises(ButtonLost, match="GPIO chip is gone"):
                await running


class CountedLine(FakeLine):
    """Counts how often its level was read."""

    looks = 0

    def get_value(self, line: int, /) -> Value:
        self.looks += 1
        return super().get_value(line)


@pytest.mark.realtime
async def test_a_release_is_counted_from_its_edge_and_not_from_when_that_was_read() -> None:
    line = CountedLine(is_open=True)
    async with watched(button(line)) as (panel, _):
        await panel.hears("pressed")
        line.wire(is_open=False, at=asyncio.get_running_loop().time() - 10.0)
        line.looks = 0
        await panel.hears("released")
        assert line.looks <= 2
