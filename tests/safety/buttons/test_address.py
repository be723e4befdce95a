"""Addresses of pain buttons."""

from pathlib import Path

import pytest

from treadctl.errors import BadInput
from treadctl.safety.buttons.address import Address, GpioLine, InputDevice, NoButton, parse


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none", NoButton()),
        ("gpio://pinctrl-rp1/17", GpioLine("pinctrl-rp1", 17)),
        ("gpio://gpio-sim.0-node0/0", GpioLine("gpio-sim.0-node0", 0)),
        ("gpio://INT34C5:00/511", GpioLine("INT34C5:00", 511)),
        ("input:///dev/input/event3", InputDevice(Path("/dev/input/event3"))),
        (
            "input:///dev/input/by-id/usb-Maker_Button-event-kbd",
            InputDevice(Path("/dev/input/by-id/usb-Maker_Button-event-kbd")),
        ),
    ],
)
def test_an_address_names_one_button(text: str, found: Address) -> None:
    assert parse(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wired",
        "None",
        "gpio://",
        "gpio://17",
        "gpio://pinctrl-rp1/",
        "gpio://pinctrl-rp1/GPIO17",
        "gpio://pinctrl-rp1/-1",
        "gpio://pinctrl-rp1/17/2",
        "gpio://pinctrl-rp1/\u0661",
        "gpio:///dev/gpiochip0/17",
        "input://",
        "input:///dev/input/",
        "input://dev/input/event0",
        "input:///dev/ttyUSB0",
        "input:///dev/input/a\nb",
    ],
)
def test_anything_else_is_refused_with_the_buttons_there_are(text: str) -> None:
    with pytest.raises(BadInput, match=r"write none, gpio://CHIP-LABEL/LINE or input:///dev/input"):
        parse(text)


@pytest.mark.parametrize("text", ["bridge", "bridge:///dev/ttyACM0"])
def test_the_bridge_s_button_comes_with_its_firmware(text: str) -> None:
    with pytest.raises(BadInput, match="comes with the firmware bridge"):
        parse(text)
