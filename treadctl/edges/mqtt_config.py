"""The MQTT part of the configuration, checked and documented key by key."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from treadctl.edges.mqtt_address import BrokerConfig, TlsFiles, broker

Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]


class MqttConfig(BaseModel):
    """Where telemetry goes. A password comes from the environment, TREADCTL_MQTT_PASSWORD.

    Or from the file that TREADCTL_MQTT_PASSWORD_FILE names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="mqtt://[USER@]HOST[:PORT] or mqtts://; no password in it.")
    site: Id = Field("home", description="First part of every topic.")
    machine: Id = Field("treadmill-1", description="Second part of every topic.")
    ca_file: Path | None = Field(
        None, description="PEM file of who vouches for the broker; else whom this computer trusts."
    )
    certificate_file: Path | None = Field(
        None, description="PEM file of our own certificate, for a broker that wants one."
    )
    key_file: Path | None = Field(None, description="PEM file of its key, not encrypted.")
    plain_password: bool = Field(
        False, description="Send the password to another computer even without TLS."
    )
    publish_health: bool = Field(False, description="Publish what walkers answer about pain.")

    def broker(self, environ: Mapping[str, str] = os.environ) -> BrokerConfig:
        """What the MQTT edge needs to know. Raises BadInput with one sentence."""
        return broker(
            self.url,
            self.site,
            self.machine,
            environ,
            files=TlsFiles(self.ca_file, self.certificate_file, self.key_file),
            plain_password=self.plain_password,
            publish_health=self.publish_health,
        )
