"""`treadctl doctor`: whether the broker of a configuration hears us, and we it."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

if TYPE_CHECKING:
    from treadctl.config import Config
    from treadctl.edges.mqtt_address import BrokerConfig

CHECK = "broker"
MOST_HELD_BACK_S = 0.025
_STEPS = (  # what is in the reason, and what to do then
    ("our certificate is over", "Renew this machine's certificate: treadctl fleet certificates."),
    ("our certificate is good from", "Set this computer's clock: timedatectl."),
    ("not yet valid", "Set this computer's clock: timedatectl."),
    ("certificate has expired", "Renew the broker's certificate, or set this computer's clock."),
    ("certificate verify failed", "Name the file of who vouches for the broker in ca_file."),
    ("files for TLS", "Mend the files that ca_file, certificate_file and key_file name."),
    ("certificate_file", "Get a certificate for this machine: treadctl mqtt show howto."),
    ("Not authorized", "Correct the user, or the password in TREADCTL_MQTT_PASSWORD."),
    ("user name or password", "Correct the user, or the password in TREADCTL_MQTT_PASSWORD."),
    ("refused", "Start the broker, or correct the port in url."),
    ("timed out", "Look at the broker's log: it may want mqtts://, or not take our certificate."),
    ("", "Correct the host in url, or mend the network to it."),
)
NO_ECHO = "it took a message of ours and gave nothing back: its access list forbids {topic}"
NO_ECHO_STEP = "Add to it: pattern readwrite treadctl/v1/+/%u/check (treadctl mqtt show acl)."
SOON = timedelta(days=30)
ENDS_STEP = "Renew this machine's certificate: treadctl fleet certificates."
HELD_BACK_STEP = "Add to mosquitto.conf: set_tcp_nodelay true (treadctl mqtt show conf)."


def broker(file: Path | None) -> list[Finding]:
    """One finding; none without a file, or where nothing is said about MQTT in it."""
    from treadctl.cli.setup.given import given
    from treadctl.config import load
    from treadctl.errors import BadInput

    config: Config | None = None if file is None else load(file)
    if config is None or config.mqtt is None:
        return []
    try:
        return [_looked_at(config.mqtt.broker({**given(), **os.environ}))]
    except BadInput as error:
        return [Finding(CHECK, FAIL, str(error), f"Correct it in {file}, or its environment.")]


def _looked_at(config: "BrokerConfig") -> Finding:
    from treadctl.edges.mqtt_check import CHECK as TOPIC
    from treadctl.edges.mqtt_check import NoEcho, echo
    from treadctl.edges.mqtt_link import BrokerLost
    from treadctl.edges.mqtt_tls import good_until, out_of_date

    where = f"{config.host}:{config.port}"
    if (over := out_of_date(config.files)) is not None:  # a broker that minds only hangs up
        return Finding(CHECK, FAIL, f"{where}: {over}", _step(over))
    try:
        found = asyncio.run(echo(config))
    except BrokerLost as error:
        return Finding(CHECK, FAIL, f"{where}: {error}", _step(str(error)))
    except NoEcho:
        why = NO_ECHO.format(topic=f"{config.base}/{TOPIC}")
        return Finding(CHECK, FAIL, f"{where}: {why}", NO_ECHO_STEP)
    if found.held_back_s > MOST_HELD_BACK_S:
        why = f"{where}: it holds each answer back for {found.held_back_s * 1000:.0f} ms"
        return Finding(CHECK, WARN, why, HELD_BACK_STEP)
    why = f"{where}: a message came back in {found.took_s * 1000:.1f} ms"
    if (until := good_until(config.files)) is not None and until - datetime.now(UTC) < SOON:
        return Finding(CHECK, WARN, f"{why}; our certificate ends on {until:%Y-%m-%d}", ENDS_STEP)
    return Finding(CHECK, OK, why)


def _step(why: str) -> str:
    return next(step for fragment, step in _STEPS if fragment.lower() in why.lower())
