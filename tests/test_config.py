"""The configuration file: every key checked, and a mistake named by file, line and field."""

from pathlib import Path

import pytest

from treadctl import config
from treadctl.errors import BadInput

LEAST = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n'


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "treadctl.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        config.load(written(folder, text))
    return str(caught.value)


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


def test_no_pain_button_has_to_be_said(tmp_path: Path) -> None:
    assert "pain_button" in refusal(tmp_path, LEAST.splitlines()[0])


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ('tier = "D"', ", line 3, tier: "),
        ("\n\nspeed = 9", ", line 5, speed: "),
        ("[page]\nport = 0", ", line 4, page.port: "),
        ("[page]\nport = 65536", ", line 4, page.port: "),
        ("[page]\nhost = '0.0.0.0'", ", line 4, page.host: "),
        ("[mqtt]\nsite = 'gym'", "mqtt.url: "),
        ("[mqtt]\nurl = 'mqtt://b'\nsite = 'a/b'", ", line 5, mqtt.site: "),
        ("[mqtt]\nurl = 'mqtt://b'\nmachine = '#'", ", line 5, mqtt.machine: "),
        ("page = 7", ", line 3, page: "),
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
