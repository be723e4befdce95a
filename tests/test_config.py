"""The configuration file: every key checked, and a mistake named by file, line and field."""

from pathlib import Path

import pytest

from tests.config_file import LEAST, refusal, written
from treadctl import config
from treadctl.errors import BadInput


def test_the_least_there_must_be(tmp_path: Path) -> None:
    found = config.load(written(tmp_path, LEAST))
    assert found.treadmill == "ftms://F0:F1:F2:F3:F4:F5"
    assert (found.page.port, found.mqtt, found.tier) == (8080, None, "A")
    assert found.socket.name == "belt.sock"


def test_all_there_can_be(tmp_path: Path) -> None:
    text = LEAST + (
        'tier = "C"\nstate_folder = "/var/lib/treadctl"\nsocket = "/run/treadctl/belt.sock"\n'
        '[page]\nport = 9000\n[mqtt]\nurl = "mqtts://broker"\nsite = "gym"\nmachine = "tm-3"\n'
    )
    found = config.load(written(tmp_path, text))
    assert found.page.port == 9000
    assert found.mqtt is not None and found.mqtt.machine == "tm-3"
    assert found.socket == Path("/run/treadctl/belt.sock")


@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_without_a_wired_button_every_walk_keeps_to_tier_a(tmp_path: Path, tier: str) -> None:
    found = config.load(written(tmp_path, LEAST + f'tier = "{tier}"\n'))
    assert found.offered_tier == "A"


@pytest.mark.parametrize("tier", ["A", "B", "C"])
@pytest.mark.parametrize(
    "button", ["gpio://pinctrl-rp1/17", "input:///dev/input/by-id/usb-Button-event-kbd"]
)
def test_with_a_wired_button_the_tier_is_the_one_that_is_offered(
    tmp_path: Path, button: str, tier: str
) -> None:
    text = LEAST.replace("none", button) + f'tier = "{tier}"\n'
    found = config.load(written(tmp_path, text))
    assert (found.pain_button, found.offered_tier) == (button, tier)


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("wired", "'wired' is no pain button; write none, gpio://CHIP-LABEL/LINE, input:///dev"),
        ("gpio://17", "is no pain button"),
        ("bridge:///dev/ttyACM0", "is no pain button"),
        ("{why}", "'{why}' is no pain button"),
    ],
)
def test_a_button_that_there_is_not_is_named_by_its_line(
    tmp_path: Path, button: str, says: str
) -> None:
    said = refusal(tmp_path, LEAST.replace("none", button))
    assert ", line 2, pain_button: " in said and says in said


KEY_LOOP = 'key_loop = "bridge:///dev/ttyACM0"\n'


def test_a_button_at_the_bridge_is_offered_where_a_bridge_holds_the_key_loop(
    tmp_path: Path,
) -> None:
    found = config.load(written(tmp_path, LEAST.replace("none", "bridge") + KEY_LOOP))
    assert (found.pain_button, found.bridge) == ("bridge", "/dev/ttyACM0")


def test_a_button_at_the_bridge_is_offered_where_a_bridge_drives_the_belt(tmp_path: Path) -> None:
    text = 'treadmill = "bridge:///dev/ttyACM0"\npain_button = "bridge"\n'
    assert config.load(written(tmp_path, text)).bridge == "/dev/ttyACM0"


def test_without_a_bridge_there_is_no_port_of_one(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, LEAST)).bridge is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LEAST.replace("none", "bridge"), "key_loop: the pain button is at a bridge; name it here"),
        (LEAST + 'key_loop = "ftms://name/A"\n', ", line 3, key_loop: it must be as in bridge:///"),
        (
            'treadmill = "bridge:///dev/ttyACM0"\npain_button = "none"\n' + KEY_LOOP,
            ", line 3, key_loop: a bridge that drives the belt needs no other",
        ),
    ],
)
def test_a_key_loop_that_cannot_be_is_named(tmp_path: Path, text: str, says: str) -> None:
    assert says in refusal(tmp_path, text)


ROW = '[[quirk]]\nmachine = "m"\nsource = "s"\nnames = ["abc"]\n'
HARD, GENTLE = "coast_down_m_s2 = 1.01\n", "coast_down_m_s2 = 1.0\n"
WIRED = LEAST.replace("none", "gpio://pinctrl-rp1/17")


def test_a_belt_that_brakes_hard_is_not_offered_to_tier_a(tmp_path: Path) -> None:
    for text in (LEAST, LEAST + 'tier = "C"\n', WIRED):
        assert "coast_down_m_s2: this belt brakes too hard" in refusal(tmp_path, text + HARD)
        assert config.load(written(tmp_path, text + GENTLE)).offered_tier
    assert config.load(written(tmp_path, WIRED + 'tier = "B"\n' + HARD)).offered_tier == "B"


def test_a_touch_screen_is_an_input_device(tmp_path: Path) -> None:
    page = '[page]\ntouch_device = "{}"\n'
    found = config.load(written(tmp_path, LEAST + page.format("/dev/input/by-id/usb-Touch")))
    assert found.page.touch_device == "/dev/input/by-id/usb-Touch"
    said = refusal(tmp_path, LEAST + page.format("/dev/ttyUSB0"))
    assert ", line 4, page.touch_device: " in said


def test_a_card_reader_is_an_input_device_and_no_pain_button(tmp_path: Path) -> None:
    reader = "/dev/input/by-id/usb-Reader"
    page, same = f'[page]\ncard_reader = "{reader}"\n', LEAST.replace("none", f"input://{reader}")
    assert config.load(written(tmp_path, LEAST + page)).page.card_reader == reader
    assert config.load(written(tmp_path, WIRED + page)).page.card_reader == reader
    assert "page: a card reader is no pain button" in refusal(tmp_path, same + page)
    again = same.replace("usb-Reader", "../by-id/usb-Reader")
    assert "page: a card reader is no pain button" in refusal(tmp_path, again + page)
    touch = f'touch_device = "{reader}"\n'
    for name in (touch, touch.replace("by-id", "by-path/../by-id")):
        assert "the touch screen is no card reader" in refusal(tmp_path, LEAST + page + name)


def test_no_pain_button_has_to_be_said(tmp_path: Path) -> None:
    assert "pain_button" in refusal(tmp_path, LEAST.splitlines()[0])


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ('tier = "D"', ", line 3, tier: "),
        ("\n\nspeed = 9", ", line 5, speed: "),
        ("[page]\nport = 0", ", line 4, page.port: "),
        ("[page]\nwords_per_minute = 119", ", line 4, page.words_per_minute: "),
        ("[page]\nwords_per_minute = 181", ", line 4, page.words_per_minute: "),
        ("[page]\nport = 65536", ", line 4, page.port: "),
        ("[page]\nhost = '0.0.0.0'", ", line 4, page.host: "),
        ("page = 7", ", line 3, page: "),
        (ROW.replace("abc", "a"), ", line 3, quirk.0: names have at least 3 letters"),
        (ROW + ROW + "max_speed_kmh = 0", ", line 7, quirk.1: max_speed_kmh is above 0"),
        (ROW + ROW + "names = 3" + ROW, " is not valid TOML: "),
        (ROW + ROW + "control_twice = 3\n" + ROW, ", line 11, quirk.1.control_twice: "),
        (ROW + ROW + '[quirk.unlock]\ndata = "0"', ", line 11, quirk.1.unlock.characteristic: "),
        ("[quirk]\n", ", line 3, quirk: it must be a list: in [ ], or in rows"),
        (ROW.replace('["abc"]', '"abc"'), ", line 6, quirk.0.names: it must be a list"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path: Path, more: str, where: str) -> None:
    said = refusal(tmp_path, LEAST + more)
    assert "treadctl.toml" in said and where in said


@pytest.mark.parametrize(
    "text",
    [
        "treadmill = ",
        LEAST + LEAST,
        b"\xff\xfe",
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "9" * 5000,
    ],
    ids=["cut off", "twice", "not UTF-8", "nested", "digits"],
)
def test_what_is_no_toml_is_said_to_be_none(tmp_path: Path, text: str | bytes) -> None:
    assert "not valid TOML" in refusal(tmp_path, text)


def test_a_file_that_is_not_there_or_no_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadInput, match="cannot be read") as caught:
            config.load(path)
        assert str(path) in str(caught.value)
