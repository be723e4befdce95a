"""`treadctl mqtt`: what is on the topics, and what a broker's owner needs."""

import json
from importlib.resources import files

import click

KIT = {
    "acl": "mosquitto.acl",
    "conf": "mosquitto.conf",
    "howto": "howto.md",
    "bridge": "bridge.conf",
    "fleet": "fleet.md",
    "dashboard": "dashboard.json",
    "alerts": "alerts.yaml",
    "metrics": "metrics.service",
}


@click.group()
def mqtt() -> None:
    """What is said over MQTT, and how a broker is set up for it."""


@mqtt.command()
@click.argument("payload", required=False)
def schema(payload: str | None) -> None:
    """Print the AsyncAPI 3 document of all topics; or the JSON Schema of one PAYLOAD."""
    from treadctl.edges.mqtt_asyncapi import document
    from treadctl.errors import BadInput

    found = document()
    if payload is not None:
        schemas = found["components"]["schemas"]
        names = {name.lower(): name for name in schemas}
        if payload.lower() not in names:
            raise BadInput(f"There is no payload {payload!r}; there are {', '.join(schemas)}.")
        found = schemas[names[payload.lower()]]
    click.echo(json.dumps(found, indent=2))


@mqtt.command()
@click.argument("name", type=click.Choice(list(KIT)))
def show(name: str) -> None:
    """Print what sets up Mosquitto: acl, conf, or howto, which explains both and the rest.

    For many machines: bridge, dashboard, alerts, metrics (a unit for what stores them), and
    fleet, which explains those.
    """
    click.echo((files("treadctl.edges") / "mqtt_kit" / KIT[name]).read_text("utf-8"), nl=False)
