"""`treadctl fleet certificates`: who is who on a gym's broker, made by openssl.

Keys are readable by their owner only. The authority's own key, ca.key, belongs on no machine.
"""

import ipaddress
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from treadctl.cli.doctor.computer import BUILT
from treadctl.cli.fleet.broker import DESK
from treadctl.edges.certificate_dates import dates
from treadctl.errors import BadInput, TreadctlError

AUTHORITY_DAYS, DAYS, RENEW_DAYS = 3650, 825, 30
OTHERS = (DESK, "dashboard", "homeassistant")
_OF_NO_AUTHORITY = (  # all three are what Python 3.13 insists on
    "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
)
_NEW = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def make(folder: Path, machines: int, hosts: tuple[str, ...]) -> None:
    """Make what is missing or ends within RENEW_DAYS, and say until when each is good.

    Raises BadInput where openssl is missing, or a certificate of today would be over already.
    """
    openssl = _Openssl(folder)
    now = datetime.now(UTC)
    if now < BUILT:
        raise BadInput(f"This computer's clock says {now:%Y-%m-%d}. Set it: timedatectl set-time.")
    folder.mkdir(parents=True, exist_ok=True)
    renewed = _ends_soon(folder / "ca.pem", now)
    if renewed:
        openssl.authority()
    _say("ca", folder, renewed=renewed)
    names = [f"treadmill-{number}" for number in range(1, machines + 1)]
    for name in ("broker", *OTHERS, *names):
        wanted = renewed or _ends_soon(folder / f"{name}.pem", now)
        if wanted:
            openssl.certificate(name, hosts or _here() if name == "broker" else ())
        _say(name, folder, renewed=wanted)
    click.echo(f"Give each machine ca.pem and its own two files; keep {folder / 'ca.key'} safe.")


def _ends_soon(file: Path, now: datetime) -> bool:
    """True too if there is none."""
    if not file.exists() or not file.with_suffix(".key").exists():
        return True
    return dates(file.read_text("ascii")).until - now < timedelta(days=RENEW_DAYS)


def _say(name: str, folder: Path, *, renewed: bool) -> None:
    until = dates((folder / f"{name}.pem").read_text("ascii")).until
    click.echo(f"{name:16} until {until:%Y-%m-%d}  {'made' if renewed else 'kept'}")


def _here() -> tuple[str, ...]:
    """What this computer goes by in its network."""
    name = socket.gethostname()
    return (name, f"{name}.local", "localhost", "127.0.0.1")


def _named(host: str) -> str:
    """A name or an address, as a certificate says it."""
    try:
        return f"IP:{ipaddress.ip_address(host)}"
    except ValueError:
        return f"DNS:{host}"


class _Openssl:
    """The command, writing into one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = shutil.which("openssl")
        if found is None:
            raise BadInput("This needs openssl; install the Debian package of that name.")
        self._binary = found

    def authority(self) -> None:
        """ca.pem and ca.key: it vouches for all others."""
        subject = ("-x509", "-days", str(AUTHORITY_DAYS), "-subj", "/CN=treadctl authority")
        use = ("-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self._run(*_NEW, *subject, *use, "-out", "ca.pem", "-keyout", "ca.key")

    def certificate(self, name: str, hosts: tuple[str, ...]) -> None:
        """NAME.pem and NAME.key; with `hosts` for one who is connected to, else for a client."""
        use = f"extendedKeyUsage={'serverAuth' if hosts else 'clientAuth'}\n"
        names = f"subjectAltName={','.join(map(_named, hosts))}\n" if hosts else ""
        extensions = self._folder / f"{name}.ext"
        extensions.write_text(f"{_OF_NO_AUTHORITY}{use}{names}", "utf-8")
        request = f"{name}.csr"
        self._run(*_NEW, "-subj", f"/CN={name}", "-out", request, "-keyout", f"{name}.key")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", str(DAYS))
        asked = ("-in", request, "-extfile", extensions.name, "-out", f"{name}.pem")
        self._run("x509", "-req", *asked, *signing)
        for left in (extensions, self._folder / request):
            left.unlink()

    def _run(self, *arguments: str) -> None:
        try:
            subprocess.run(  # noqa: S603 - found above
                [self._binary, *arguments],
                cwd=self._folder,
                check=True,
                capture_output=True,
                umask=0o077,
            )
        except subprocess.CalledProcessError as error:
            last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise TreadctlError(f"openssl failed: {' '.join(last)}. Is the disk full?") from error
