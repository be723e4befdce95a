"""A USB button: real records through a FIFO on a real loop; only the ioctls are a fake's."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.buttons.fake_input import (
    EV_REP,
    EV_SYN,
    EVIOCGKEY,
    EVIOCGRAB,
    EVIOCSCLOCKID,
    KEY_ENTER,
    KEY_SPACE,
    SYN_DROPPED,
    FakeDevice,
)
from tests.safety.buttons.panel import NotedPanel, until, watched
from treadctl.safety.buttons import ButtonLost, ButtonTaken, keep
from treadctl.safety.buttons.input_event import InputButton

pytestmark = pytest.mark.realtime


@pytest.fixture
def device(tmp_path: Path) -> Iterator[FakeDevice]:
    device = FakeDevice(tmp_path / "usb-button-event-kbd")
    yield device
    device.close()


def button(device: FakeDevice) -> InputButton:
    return InputButton(device.path, device.ioctl)


async def test_a_key_is_a_press_at_the_time_that_the_kernel_gave_it(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        device.key(KEY_ENTER, 1, at=12.25)
        device.key(KEY_ENTER, 0, at=12.5)
        await panel.hears("released")
        assert panel.told == [("found", None), ("pressed", 12.25), ("released", 12.5)]


async def test_it_is_dated_and_grabbed_before_its_keys_are_looked_at(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
    assert [request for request, _ in device.asked] == [EVIOCSCLOCKID, EVIOCGRAB, EVIOCGKEY]


async def test_a_key_that_repeats_is_one_press(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        device.key(KEY_SPACE, 1, at=1.0)
        for n in range(30):
            device.key(KEY_SPACE, 2, at=1.25 + n / 30)
        device.key(KEY_SPACE, 0, at=3.0)
        await panel.hears("released")
        assert panel.words == ["found", "pressed", "released"]


async def test_a_repeat_of_a_key_whose_press_was_missed_is_a_press(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        device.key(KEY_SPACE, 2, at=1.0)
        await panel.hears("pressed")


async def test_each_key_is_a_press_and_the_last_one_up_is_the_release(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        for code, value, at in ((KEY_ENTER, 1, 1.0), (KEY_SPACE, 1, 2.0), (KEY_ENTER, 0, 3.0)):
            device.key(code, value, at)
        device.key(KEY_SPACE, 0, at=4.0)
        await panel.hears("released")
        assert panel.told[1:] == [("pressed", 1.0), ("pressed", 2.0), ("released", 4.0)]


async def test_a_key_that_is_held_at_the_start_is_a_press(device: FakeDevice) -> None:
    device.held = {KEY_ENTER}
    async with watched(button(device)) as (panel, _):
        await panel.hears("pressed")
        device.key(KEY_ENTER, 0, at=5.0)
        await panel.hears("released")
        assert panel.words == ["pressed", "found", "released"]


async def test_what_is_no_key_is_no_press(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        device.send(EV_REP, 1, 1, at=1.0)
        device.key(KEY_ENTER, 1, at=2.0)
        await panel.hears("pressed")
        assert panel.told[1:] == [("pressed", 2.0)]


async def test_records_that_the_kernel_dropped_count_as_a_press(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        device.send(EV_SYN, SYN_DROPPED, 0, at=1.0)
        await panel.hears("pressed")
        assert panel.told[1:] == [("pressed", 1.0)]


async def test_after_dropped_records_the_keys_that_are_held_are_asked_for(
    device: FakeDevice,
) -> None:
    async with watched(button(device)) as (panel, _):
        await panel.hears("found")
        device.held = {KEY_ENTER}
        device.send(EV_SYN, SYN_DROPPED, 0, at=1.0)
        device.key(KEY_ENTER, 2, at=1.5)
        device.key(KEY_ENTER, 0, at=2.0)
        await panel.hears("released")
        assert panel.told[1:] == [("pressed", 1.0), ("released", 2.0)]


async def test_unplugging_it_is_a_loss_at_once(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, running):
        await panel.hears("found")
        device.unplug()
        async with asyncio.timeout(0.5):
            with pytest.raises(ButtonLost, match="It was unplugged"):
                await running


async def test_something_else_than_records_is_a_loss(device: FakeDevice) -> None:
    async with watched(button(device)) as (panel, running):
        await panel.hears("found")
        device.send_bytes(b"hello")
        with pytest.raises(ButtonLost, match="no input device"):
            await running


async def test_a_device_that_another_program_grabbed_is_lost(device: FakeDevice) -> None:
    device.grabbed_elsewhere = True
    async with watched(button(device)) as (panel, running):
        with pytest.raises(ButtonTaken, match="grabbed"):
            await running
        assert panel.told == []


async def test_one_that_is_missing_at_the_start_is_found_once_it_is_plugged_in(
    device: FakeDevice,
) -> None:
    device.unplug()
    panel = NotedPanel()
    keeping = asyncio.create_task(keep(button(device), panel))
    await panel.hears("lost")
    assert "is not there" in str(panel.told[0][1])
    again = FakeDevice(device.path)
    await until(lambda: panel.words == ["lost", "found"])
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    again.close()


@pytest.mark.parametrize("held", [set[int](), {KEY_SPACE}])
async def test_a_look_says_whether_a_key_is_held_and_grabs_nothing(
    device: FakeDevice, held: set[int]
) -> None:
    device.held, device.grabbed_elsewhere = held, True
    assert button(device).look() is bool(held)
    assert [request for request, _ in device.asked] == [EVIOCGKEY]


def test_its_name_is_its_address() -> None:
    path = Path("/dev/input/by-id/usb-button")
    assert InputButton(path).name == "input:///dev/input/by-id/usb-button"
