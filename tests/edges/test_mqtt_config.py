"""The section for MQTT."""

from pathlib import Path

import pytest

from tests.config_file import LEAST, refusal, written
from treadctl.config import load
from treadctl.errors import BadInput


def test_what_mqtt_needs_to_know_is_all_in_its_section(tmp_path: Path) -> None:
    for name in ("ca.pem", "own.pem", "own.key"):
        (tmp_path / name).touch()
    text = LEAST + (
        f"[mqtt]\nurl = 'mqtts://desk@broker'\nca_file = '{tmp_path}/ca.pem'\n"
        f"certificate_file = '{tmp_path}/own.pem'\nkey_file = '{tmp_path}/own.key'\n"
        "publish_health = true\n"
    )
    found = load(written(tmp_path, text)).mqtt
    assert found is not None
    broker = found.broker({"TREADCTL_MQTT_PASSWORD": "rosebud"})
    assert (broker.username, broker.password, broker.publish_health) == ("desk", "rosebud", True)
    assert (broker.files.ca, broker.files.key) == (tmp_path / "ca.pem", tmp_path / "own.key")


def test_pain_stays_inside_and_passwords_are_encrypted_unless_told_otherwise(
    tmp_path: Path,
) -> None:
    found = load(written(tmp_path, LEAST + "[mqtt]\nurl = 'mqtt://desk@broker'\n")).mqtt
    assert found is not None and not found.publish_health
    with pytest.raises(BadInput, match="plain_password = true"):
        found.broker({"TREADCTL_MQTT_PASSWORD": "rosebud"})


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ("[mqtt]\nsite = 'gym'", "mqtt.url: "),
        ("[mqtt]\nurl = 'mqtt://b'\nsite = 'a/b'", ", line 5, mqtt.site: "),
        ("[mqtt]\nurl = 'mqtt://b'\nmachine = '#'", ", line 5, mqtt.machine: "),
    ],
)
def test_a_mistake_is_named_by_its_line(tmp_path: Path, more: str, where: str) -> None:
    assert where in refusal(tmp_path, LEAST + more)
