from pathlib import Path

import pytest

from treadctl.cli.fleet.broker import Given
from treadctl.errors import BadInput

SERVED = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n'
MQTT = '[mqtt]\nurl = "mqtts://broker.example"\nsite = "gym-1"\nmachine = "tm-1"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the desk's files are."""
    for name in ("ca.pem", "desk.pem", "desk.key"):
        (tmp_path / name).write_text("x")
    return tmp_path


def configured(folder: Path, text: str) -> Path:
    file = folder / "gym.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_machine_s_configuration_names_broker_and_site(tmp_path: Path) -> None:
    gym = Given(configured(tmp_path, SERVED + MQTT), None, None).gym()
    assert (gym.broker.host, gym.site) == ("broker.example", "gym-1")


def test_an_address_alone_means_all_sites_of_that_broker() -> None:
    gym = Given(None, "mqtt://broker.example", None).gym()
    assert (gym.broker.host, gym.site) == ("broker.example", "+")


def test_the_desk_s_certificate_is_shown_where_it_is_given(folder: Path) -> None:
    by_url = Given(None, "mqtts://broker.example", folder).gym()
    by_file = Given(configured(folder, SERVED + MQTT), None, folder).gym()
    assert (
        by_url.broker.files.certificate == by_file.broker.files.certificate == folder / "desk.pem"
    )


@pytest.mark.parametrize(
    ("url", "says"), [("mqtt://broker.example", "mqtts://"), ("broker", "mqtt://host")]
)
def test_an_address_that_does_not_fit_is_a_wrong_call(folder: Path, url: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        Given(None, url, folder).gym()


def test_files_that_are_missing_are_named_with_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ca\.pem cannot be read.*fleet certificates"):
        Given(None, "mqtts://broker.example", tmp_path).gym()


def test_a_configuration_without_mqtt_says_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Add \[mqtt\]"):
        Given(configured(tmp_path, SERVED), None, None).gym()


@pytest.mark.parametrize("both", [False, True])
def test_exactly_one_broker_is_named(tmp_path: Path, both: bool) -> None:
    file = configured(tmp_path, SERVED + MQTT) if both else None
    with pytest.raises(BadInput, match="either --config FILE or --broker URL"):
        Given(file, "mqtt://x" if both else None, None).gym()
