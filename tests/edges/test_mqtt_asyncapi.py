"""The description of the MQTT interface: whole, committed as it is, and true of what is sent."""

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from treadctl.edges.mqtt_asyncapi import CHANNELS, MODELS, document, schema
from treadctl.edges.mqtt_payloads import Health, State, Telemetry

COMMITTED = files("treadctl.edges") / "mqtt_kit" / "asyncapi.json"


def refers_to(value: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        here = [value["$ref"]] if "$ref" in value else []
        return here + [ref for one in value.values() for ref in refers_to(one)]
    return [ref for one in value for ref in refers_to(one)] if isinstance(value, list) else []


def test_the_committed_document_is_the_one_the_models_make() -> None:
    """If not: treadctl mqtt schema > treadctl/edges/mqtt_kit/asyncapi.json"""
    assert json.loads(COMMITTED.read_text("utf-8")) == document()


def test_whatever_the_document_refers_to_is_in_it() -> None:
    found = document()
    references = refers_to(found)
    assert references
    for reference in references:
        place = found
        for key in reference.removeprefix("#/").split("/"):
            place = place[key]


def test_every_channel_has_its_operation_and_every_parameter_its_meaning() -> None:
    found = document()
    assert found["asyncapi"] == "3.0.0"
    assert found["channels"].keys() == found["operations"].keys()
    for key, operation in found["operations"].items():
        assert operation["action"] == ("receive" if key == "stop" else "send")
        assert operation["bindings"]["mqtt"]["qos"] in (0, 1)
        channel = found["channels"][key]
        named = [part[1:-1] for part in channel["address"].split("/") if part.startswith("{")]
        assert named == list(channel["parameters"])


def test_nothing_but_a_stop_is_taken() -> None:
    operations = document()["operations"]
    assert [key for key, one in operations.items() if one["action"] == "receive"] == ["stop"]


@pytest.mark.parametrize("model", MODELS)
def test_every_payload_has_a_valid_schema_where_nothing_may_be_null(model: Any) -> None:
    found = schema(model)
    Draft202012Validator.check_schema(found)
    assert "null" not in json.dumps(found)
    assert {"v", "ts"} <= set(found["required"])


@pytest.mark.parametrize("key", list(CHANNELS))
def test_what_may_be_lost_is_not_kept_and_what_is_kept_is_not_lost(key: str) -> None:
    channel = CHANNELS[key]
    assert channel.qos == 1 or (key == "telemetry" and not channel.retain)


@pytest.mark.parametrize("model", [State, Telemetry, Health])
def test_units_are_in_the_names_of_numbers(model: Any) -> None:
    units = ("_kmh", "_percent", "_m", "_bpm", "_s", "_waiting", "_lost", "_taken", "connections")
    for name, one in schema(model)["properties"].items():
        assert one.get("type") not in ("number",) or name.endswith(units), name
