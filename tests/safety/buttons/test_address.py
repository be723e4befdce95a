"""Addresses of pain buttons."""

from pathlib import Path

import pytest

from treadctl.errors import BadInput
from treadctl.safety.buttons.address import (
    Address,
    AtBridge,
    GpioLine,
    InputDevice,
    NoButton,
    parse,
)


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
    with pytest.raises(BadInput, match=r"write none, gpio://CHIP-LABEL/LINE, input:///dev/input"):
        parse(text)


def test_a_button_at_the_bridge_is_named_by_one_word() -> None:
    assert parse("bridge") == AtBridge()
    with pytest.raises(BadInput, match="is no pain button"):
        parse("bridge:///dev/ttyACM0")
