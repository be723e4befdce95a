"""Keeping a button: lost and found again, each thing told once, each press dated in the log."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.safety.buttons.panel import NotedPanel
from treadctl.safety.buttons import ButtonLost, Panel, keep

Plug = Callable[[Panel], None]


@dataclass
class ScriptedButton:
    """Does one thing at each opening, and is lost 10 s later; at the end it stays lost."""

    openings: list[Plug | str]
    name: str = "gpio://test/1"

    async def run(self, panel: Panel) -> None:
        opening = self.openings.pop(0) if len(self.openings) > 1 else self.openings[0]
        if isinstance(opening, str):
            raise ButtonLost(opening)
        opening(panel)
        await asyncio.sleep(10.0)
        raise ButtonLost("It broke.")

    def look(self) -> bool:
        raise NotImplementedError


async def kept(for_s: float, *openings: Plug | str) -> NotedPanel:
    """What a panel hears of such a button in this time."""
    panel = NotedPanel()
    keeping = asyncio.create_task(keep(ScriptedButton(list(openings)), panel))
    await asyncio.sleep(for_s)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    return panel


def found(panel: Panel) -> None:
    panel.button_found()


def pressed(panel: Panel) -> None:
    panel.button_pressed(asyncio.get_running_loop().time() - 0.0125)


def released(panel: Panel) -> None:
    panel.button_released(asyncio.get_running_loop().time())


async def test_a_button_that_is_missing_is_told_once_and_found_within_a_second() -> None:
    panel = await kept(4.5, "Not there.", "Not there.", "Not there.", "Not there.", found)
    assert panel.told == [("lost", "Not there."), ("found", None)]


async def test_a_button_that_is_lost_is_opened_again_and_each_loss_is_told() -> None:
    panel = await kept(23.0, found, found, "Not there.")
    assert panel.words == ["found", "lost", "found", "lost", "lost"]
    assert [why for word, why in panel.told if word == "lost"] == [
        "It broke.",
        "It broke.",
        "Not there.",
    ]


async def test_a_button_that_was_pressed_when_it_was_found_again_can_be_lost_again() -> None:
    assert (await kept(12.0, pressed)).words == ["pressed", "lost", "pressed"]
    assert (await kept(14.0, "It broke.", pressed, "It broke.")).words == [
        "lost",
        "pressed",
        "lost",
    ]


async def test_a_release_is_passed_on() -> None:
    assert (await kept(1.0, released)).words == ["released"]


async def test_each_press_is_logged_with_the_time_from_its_edge(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await kept(1.0, pressed)
    (record,) = caplog.records
    assert record.getMessage() == "pain button gpio://test/1: pressed, handled after 12.50 ms"


async def test_the_panel_hears_of_a_press_before_the_log(caplog: pytest.LogCaptureFixture) -> None:
    order: list[str] = []

    class Slow(NotedPanel):
        def button_pressed(self, at: float) -> None:
            order.append(f"told with {len(caplog.records)} lines logged")

    keeping = asyncio.create_task(keep(ScriptedButton([pressed]), Slow()))
    await asyncio.sleep(1.0)
    keeping.cancel()
    assert order == ["told with 0 lines logged"]


async def test_a_long_loss_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await kept(3600.0, "Not there.")
    assert [record.getMessage() for record in caplog.records] == [
        "pain button gpio://test/1: lost. Not there."
    ]
