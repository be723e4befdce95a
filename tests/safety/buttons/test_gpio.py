"""A normally closed button at a GPIO line: fakes of gpiod's line and chips, real descriptors.

Levels are polled in virtual time; edges wake a real loop through a real eventfd.
"""

import asyncio
import errno
from datetime import timedelta
from pathlib import Path

import gpiod
import pytest
from gpiod.line import Bias, Clock, Direction, Edge

from tests.safety.buttons.fake_gpio import FakeChips, FakeLine
from tests.safety.buttons.panel import until, watched
from treadctl.safety.buttons import ButtonLost, ButtonTaken
from treadctl.safety.buttons.gpio import GpioButton, request_line


def button(line: FakeLine) -> GpioButton:
    return GpioButton("chip", 17, lambda _label, _offset: line)


def now() -> float:
    return asyncio.get_running_loop().time()


# -- levels, in virtual time ------------------------------------------------------------------


async def test_a_closed_contact_is_found_within_0_6_s() -> None:
    async with watched(button(FakeLine())) as (panel, _):
        await asyncio.sleep(0.45)
        assert panel.told == []
        await asyncio.sleep(0.15)
        assert panel.told == [("found", None)]


async def test_a_lost_edge_costs_at_most_0_1_s() -> None:
    line = FakeLine()
    async with watched(button(line)) as (panel, _):
        await asyncio.sleep(10.03)
        line.is_open = True
        await asyncio.sleep(0.1)
        assert panel.told == [("found", None), ("pressed", pytest.approx(10.1))]


async def test_a_cut_wire_is_a_press_and_stays_one() -> None:
    line = FakeLine()
    async with watched(button(line)) as (panel, _):
        await asyncio.sleep(1.0)
        line.is_open = True
        await asyncio.sleep(60.0)
        assert panel.words == ["found", "pressed"]


async def test_a_button_that_is_held_at_the_start_is_pressed_and_then_found() -> None:
    line = FakeLine(is_open=True)
    async with watched(button(line)) as (panel, _):
        await asyncio.sleep(0.05)
        assert panel.told == [("pressed", 0.0)]
        line.is_open = False
        await asyncio.sleep(1.0)
        assert panel.words == ["pressed", "found", "released"]


async def test_a_release_has_to_last_half_a_second() -> None:
    line = FakeLine()
    async with watched(button(line)) as (panel, _):
        await asyncio.sleep(1.0)
        for _ in range(10):
            line.is_open = True
            await asyncio.sleep(0.2)
            line.is_open = False
            await asyncio.sleep(0.4)
        assert panel.words == ["found", "pressed"]
        await asyncio.sleep(0.25)
        assert panel.words == ["found", "pressed", "released"]


async def test_a_chip_that_goes_away_is_lost_within_0_1_s_without_an_edge() -> None:
    line = FakeLine()
    async with watched(button(line)) as (_, running):
        await asyncio.sleep(1.0)
        line.error = OSError(errno.ENODEV, "No such device")
        async with asyncio.timeout(0.11):
            with pytest.raises(ButtonLost, match="GPIO chip is gone: No such device"):
                await running
        assert line.released


# -- edges, on a real loop --------------------------------------------------------------------


@pytest.mark.realtime
async def test_the_first_edge_is_a_press_at_the_time_that_the_kernel_gave_it() -> None:
    line = FakeLine()
    async with watched(button(line)) as (panel, _):
        await panel.hears("found")
        at = now()
        line.edge(closes=False, at=at)
        await panel.hears("pressed")
        assert panel.told[-1][1] == pytest.approx(at, abs=1e-6)


@pytest.mark.realtime
async def test_a_tap_that_is_over_before_anybody_reads_is_one_press() -> None:
    line = FakeLine()
    async with watched(button(line)) as (panel, _):
        await panel.hears("found")
        for n in range(10):
            line.wire(is_open=n % 2 == 0, at=now())
        await panel.hears("released")
        assert panel.words == ["found", "pressed", "released"]


@pytest.mark.realtime
async def test_a_chip_that_goes_away_is_lost_at_once() -> None:
    line = FakeLine()
    async with watched(button(line)) as (_, running):
        await asyncio.sleep(0.01)
        line.unplug()
        with pytest.raises(ButtonLost, match="GPIO chip is gone"):
            await running
        assert line.released


# -- opening ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), ButtonLost, "to group gpio"),
        (OSError(errno.EBUSY, "Device or resource busy"), ButtonTaken, "Another program"),
        (OSError(errno.ENXIO, "No such device or address"), ButtonLost, "not report edges"),
        (ValueError("line offset of out range"), ButtonLost, "no such line"),
        (OSError(errno.EIO, "Input/output error"), ButtonLost, "gone: Input/output error"),
    ],
)
async def test_a_line_that_cannot_be_had_is_lost_with_the_next_step(
    error: Exception, kind: type[ButtonLost], says: str
) -> None:
    def refuse(_label: str, _offset: int) -> FakeLine:
        raise error

    refused = GpioButton("chip", 17, refuse)
    async with watched(refused) as (_, running):
        with pytest.raises(kind, match=says):
            await running
    with pytest.raises(kind, match=says):
        refused.look()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_look_says_how_it_reads_and_lets_go(is_open: bool) -> None:
    line = FakeLine(is_open=is_open)
    assert button(line).look() is is_open
    assert line.released


def test_its_name_is_its_address() -> None:
    assert GpioButton("pinctrl-rp1", 17).name == "gpio://pinctrl-rp1/17"


# -- asking for the line ----------------------------------------------------------------------


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    for name in ("gpiochip0", "gpiochip10", "gpiochip11", "gpiochip12"):
        (tmp_path / name).touch()
    (tmp_path / "gpiochip4").symlink_to(tmp_path / "gpiochip10")
    return tmp_path


@pytest.fixture
def chips(dev: Path, monkeypatch: pytest.MonkeyPatch) -> FakeChips:
    """A Raspberry Pi's two chips, one of them under two names, and two expanders of a kind."""
    labels = {"0": "brcmvirt-gpio", "10": "pinctrl-rp1", "11": "pca9535", "12": "pca9535"}
    chips = FakeChips({dev / f"gpiochip{number}": label for number, label in labels.items()})
    monkeypatch.setattr("treadctl.safety.buttons.gpio.Chip", chips)
    return chips


def test_a_chip_is_found_by_its_label_and_its_line_is_asked_for_undebounced(
    dev: Path, chips: FakeChips
) -> None:
    request_line("pinctrl-rp1", 17, dev).release()
    ((path, config, consumer),) = chips.asked
    assert (path, consumer, chips.open) == (str(dev / "gpiochip10"), "treadctl", 0)
    assert config == {
        17: gpiod.LineSettings(
            direction=Direction.INPUT,
            edge_detection=Edge.BOTH,
            bias=Bias.PULL_UP,
            debounce_period=timedelta(0),
            event_clock=Clock.MONOTONIC,
        )
    }


@pytest.mark.parametrize("label", ["pca9535", "pinctrl", ""])
def test_a_label_that_none_or_two_chips_have_is_refused_with_those_there_are(
    dev: Path, chips: FakeChips, label: str
) -> None:
    there = "brcmvirt-gpio, pinctrl-rp1, pca9535, pca9535"
    with pytest.raises(ButtonLost, match=f"called '{label}': there are {there}. Mend"):
        request_line(label, 17, dev)
    assert chips.asked == []


def test_a_machine_without_chips_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ButtonLost, match="no chips at all"):
        request_line("pinctrl-rp1", 17, tmp_path)


async def test_the_button_is_watched_again_after_it_was_lost() -> None:
    lines = [FakeLine(), FakeLine()]
    lines[0].error = OSError(errno.ENODEV, "No such device")
    twice = GpioButton("chip", 17, lambda _label, _offset: lines.pop(0))
    async with watched(twice) as (_, running):
        with pytest.raises(ButtonLost):
            await running
    async with watched(twice) as (panel, _):
        await until(lambda: panel.words == ["found"])
