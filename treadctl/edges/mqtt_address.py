"""Where the broker is, and as what we are known there. The door: a wrong address is refused."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from treadctl.errors import BadInput

PORTS = {"mqtt": 1883, "mqtts": 8883}
USER = "TREADCTL_MQTT_USER"
PASSWORD = "TREADCTL_MQTT_PASSWORD"  # noqa: S105 - the variable's name
PASSWORD_FILE = "TREADCTL_MQTT_PASSWORD_FILE"  # noqa: S105 - the variable's name

_SHAPE = "The MQTT address must look like mqtt://host:1883 or mqtts://user@host:8883."
_IN_THE_CLEAR = (
    "This would send the password to another computer unencrypted; use mqtts://, or set "
    "plain_password = true."
)
_HOST = re.compile(r"[A-Za-z0-9._:%-]+")
_ID = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files for TLS: who vouches for the broker, and our own certificate with its key.

    Without `ca`, whoever this computer trusts. They are read anew at each connection.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


NO_FILES = TlsFiles()


@dataclass(frozen=True, slots=True)
class BrokerConfig:
    """One broker, and the site and machine whose topics we own there."""

    host: str
    port: int
    site: str
    machine: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    files: TlsFiles = NO_FILES
    publish_health: bool = False
    client_suffix: str = ""

    @property
    def client_id(self) -> str:
        """What the broker knows us by. A second connection of the same id ends the first."""
        return f"treadctl-{self.site}-{self.machine}{self.client_suffix}"

    @property
    def base(self) -> str:
        """What all our topics begin with, without the last slash."""
        return f"treadctl/v1/{self.site}/{self.machine}"


def broker(  # noqa: PLR0913 - each is one key of the configuration
    url: str,
    site: str,
    machine: str,
    environ: Mapping[str, str] = os.environ,
    *,
    files: TlsFiles = NO_FILES,
    plain_password: bool = False,
    publish_health: bool = False,
) -> BrokerConfig:
    """The broker at `url`; its password comes from the environment or a file named there.

    Raises BadInput with one sentence, which never repeats the address: it may hold a secret. A
    password goes to another host unencrypted only with `plain_password`.
    """
    parts, port = _parsed(url)
    host, tls = parts.hostname or "", parts.scheme == "mqtts"
    if not _HOST.fullmatch(host) or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadInput(_SHAPE)
    user = unquote(parts.username) if parts.username else environ.get(USER)
    password = password_in(environ) if user else None
    if password is not None and not (tls or plain_password or _is_here(host)):
        raise BadInput(_IN_THE_CLEAR)
    _check(files, tls=tls)
    return BrokerConfig(
        host=host,
        port=port,
        site=_id("site", site),
        machine=_id("machine", machine),
        username=user,
        password=password,
        tls=tls,
        files=files,
        publish_health=publish_health,
    )


def _parsed(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        if parts.password is not None:
            raise BadInput(
                f"No passwords in the MQTT address; put it into {PASSWORD}, or into a file and "
                f"that file's name into {PASSWORD_FILE}."
            )
        if parts.scheme not in PORTS:
            raise BadInput(f"The MQTT address has an unknown scheme. {_SHAPE}")
        port = PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        raise BadInput(_SHAPE) from error
    if port == 0:
        raise BadInput(_SHAPE)
    return parts, port


def _is_here(host: str) -> bool:
    """True if what is sent to `host` does not leave this computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _check(files: TlsFiles, *, tls: bool) -> None:
    """Raise BadInput for files that cannot be meant so."""
    named = {
        "ca_file": files.ca,
        "certificate_file": files.certificate,
        "key_file": files.key,
    }
    given = {name: path for name, path in named.items() if path is not None}
    if given and not tls:
        raise BadInput(f"{next(iter(given))} is for TLS; write mqtts:// in the MQTT address.")
    if (files.certificate is None) is not (files.key is None):
        raise BadInput("certificate_file and key_file belong together; give both or neither.")
    for name, path in given.items():
        try:
            path.read_bytes()
        except OSError as error:
            raise BadInput(f"{name} names {path}, which cannot be read.") from error


def _id(what: str, given: str) -> str:
    if not _ID.fullmatch(given):
        raise BadInput(
            f"The MQTT {what} {given!r} must be 1 to 32 small letters, digits or hyphens."
        )
    return given


def password_in(environ: Mapping[str, str]) -> str | None:
    """The broker's password. Raises BadInput if it is in a file that cannot be read."""
    name = environ.get(PASSWORD_FILE)
    if name is None:
        return environ.get(PASSWORD)
    try:
        return Path(name).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{PASSWORD_FILE} names {name}, which cannot be read.") from error
