"""Keys with unlucky numbers, and a look that leaves nothing open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.buttons.fake_input import KEY_ENTER, SYN_DROPPED, FakeDevice
from tests.safety.buttons.panel import watched
from treadctl.safety.buttons.input_event import InputButton


@pytest.fixture
def device(tmp_path: Path) -> Iterator[FakeDevice]:
    device = FakeDevice(tmp_path / "event0")
    yield device
    device.close()


@pytest.mark.realtime
async def test_a_key_with_the_number_of_a_dropped_report_is_a_key(device: FakeDevice) -> None:
    async with watched(InputButton(device.path, device.ioctl)) as (panel, _):
        await panel.hears("found")
        device.key(SYN_DROPPED, 1, 1.0)
        device.key(SYN_DROPPED, 0, 2.0)
        await panel.hears("released")
        assert panel.words == ["found", "pressed", "released"]


@pytest.mark.realtime
async def test_a_button_that_was_held_at_the_start_is_found_once(device: FakeDevice) -> None:
    device.held = {KEY_ENTER}
    async with watched(InputButton(device.path, device.ioctl)) as (panel, _):
        await panel.hears("pressed")
        for value in (0, 1, 0):
            device.key(KEY_ENTER, value, 1.0)
        await panel.hears("released", 2)
        assert panel.words == ["pressed", "found", "released", "pressed", "released"]


def test_a_look_leaves_no_file_open(device: FakeDevice) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    InputButton(device.path, device.ioctl).look()
    assert set(Path("/proc/self/fd").iterdir()) == before
