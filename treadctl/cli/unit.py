"""`treadctl unit`: the systemd unit that runs this install."""

import grp
import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import click

from treadctl.errors import BadInput

GROUPS = ("bluetooth", "dialout", "gpio", "input")  # who may use radio, serial ports, buttons
HOMES = (Path("/home"), Path("/root"))
HIDDEN = (*HOMES, Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - not used, but told of
PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
NOTE = """\
# Printed by `treadctl unit --config @config@`. Keep it as
# /etc/systemd/system/treadctl.service, then: systemctl enable --now treadctl"""
BROKER = """\
# The password of the broker: TREADCTL_MQTT_PASSWORD=... in a file that root alone can read.
EnvironmentFile=-/etc/treadctl/environment
"""
ALL_NETWORK = "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path), required=True)
def unit(file: Path) -> None:
    """Print the systemd unit that runs `treadctl serve` with FILE, and stops the belt if it dies.

    FILE must leave out state_folder and socket: systemd gives the service its own.
    """
    from treadctl.cli.config import check_addresses
    from treadctl.config import load

    config = load(file)
    check_addresses(config, file)
    for key in ("socket", "state_folder"):
        if key in config.model_fields_set:
            raise BadInput(f"{file}, {key}: leave it out; systemd gives the service a folder.")
    for path in (Path(sys.prefix), file.absolute()):
        if any(path.is_relative_to(hidden) for hidden in HIDDEN):
            click.echo(f"treadctl: a service may not see {path}; use /opt and /etc.", err=True)
    click.echo(made(file.absolute()), nl=False)


def made(file: Path) -> str:
    """The unit for the configuration in `file`, an absolute path, and for this machine's groups."""
    here = {group.gr_name for group in grp.getgrall()}
    at_home = any(path.is_relative_to(home) for path in (Path(sys.prefix), file) for home in HOMES)
    config = word(str(file))
    return filled(
        {
            "@note@": NOTE.replace("@config@", config),
            "@treadctl@": f"{word(sys.executable)} -m treadctl",
            "@config@": config,
            "@condition@": "",
            "@edges@": "",
            "@password@": BROKER,
            "@who@": "DynamicUser=yes",
            "@groups@": " ".join(name for name in GROUPS if name in here),
            "@runtime@": "",
            "@home@": "read-only" if at_home else "yes",
            "@network@": ALL_NETWORK,
        }
    )


def filled(values: Mapping[str, str]) -> str:
    """The belt's unit with these values, each by its name as in @config@."""
    text = files("treadctl").joinpath("treadctl.service").read_text("utf-8")
    return re.sub("|".join(values), lambda found: values[found.group()], text)


def word(text: str) -> str:
    """`text` as one word of a command in a unit. Source: systemd.service(5), "Command lines"."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$").replace("%", "%%")
    return escaped if PLAIN.fullmatch(escaped) else f'"{escaped}"'
