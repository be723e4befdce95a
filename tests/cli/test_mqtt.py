"""`treadctl mqtt`: the schema of the topics, and what sets up a broker."""

import pytest

from tests.cli.command import Treadctl
from treadctl.edges.mqtt_asyncapi import CHANNELS


def test_the_schema_is_one_document(treadctl: Treadctl) -> None:
    found = treadctl("mqtt", "schema").json
    assert found["asyncapi"] == "3.0.0"
    assert set(CHANNELS) < set(found["channels"])


def test_the_schema_of_one_payload_stands_alone(treadctl: Treadctl) -> None:
    found = treadctl("mqtt", "schema", "telemetry").json
    assert found["properties"]["speed_kmh"]["type"] == "number"


def test_an_unknown_payload_is_a_wrong_call_that_names_those_there_are(treadctl: Treadctl) -> None:
    ended = treadctl("mqtt", "schema", "speed")
    assert ended.code == 2
    assert "Telemetry" in ended.complaint


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("acl", "pattern read treadctl/v1/+/%u/cmd/#"),
        ("conf", "acl_file"),
        ("howto", "# treadctl"),
        ("bridge", "topic treadctl/v1/gym-1/+/telemetry out 0"),
        ("fleet", "treadctl fleet certificates"),
        ("dashboard", '"panels"'),
        ("alerts", "BeltDidNotStop"),
        ("metrics", "treadctl fleet metrics --broker"),
    ],
)
def test_what_sets_up_a_broker_is_printed(treadctl: Treadctl, name: str, says: str) -> None:
    assert says in treadctl("mqtt", "show", name).out


def test_the_howto_names_every_topic(treadctl: Treadctl) -> None:
    text = treadctl("mqtt", "show", "howto").out.replace("{name}", "{event}")
    assert [one.topic for one in CHANNELS.values() if f"`{one.topic}`" not in text] == []
