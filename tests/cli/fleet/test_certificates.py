import shutil
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from treadctl.edges.certificate_dates import dates

pytestmark = pytest.mark.realtime


def until(file: Path) -> datetime:
    return dates(file.read_text()).until


def subject(file: Path) -> str:
    command = ["openssl", "x509", "-in", str(file), "-noout", "-subject", "-nameopt", "multiline"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return said.rpartition("= ")[2].strip()


def test_one_command_makes_them_for_a_gym(treadctl: Treadctl, tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    ended = treadctl("fleet", "certificates", "--machines", 20, folder)
    assert ended.code == 0, ended.err
    machines = [folder / f"treadmill-{n}.pem" for n in range(1, 21)]
    assert [subject(file) for file in machines] == [file.stem for file in machines]
    assert ended.out.count("until 20") == 1 + 1 + 3 + 20
    keys = list(folder.glob("*.key"))
    assert len(keys) == 25
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    assert {file.suffix for file in folder.iterdir()} <= {".pem", ".key", ".srl"}


@pytest.fixture
def two(treadctl: Treadctl, tmp_path: Path) -> Path:
    """A folder with certificates for two machines."""
    assert treadctl("fleet", "certificates", "--machines", 2, tmp_path).code == 0
    return tmp_path


def test_what_is_good_for_long_is_kept_and_what_is_missing_is_added(
    treadctl: Treadctl, two: Path
) -> None:
    before = (two / "treadmill-1.pem").read_bytes()
    ended = treadctl("fleet", "certificates", "--machines", 3, two)
    assert (two / "treadmill-1.pem").read_bytes() == before
    assert [line.split()[-1] for line in ended.out.splitlines() if line.startswith("treadm")] == [
        *("kept", "kept", "made")
    ]


def test_what_ends_soon_is_renewed(treadctl: Treadctl, two: Path) -> None:
    request = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "29"]
    asked = ["openssl", "req", "-new", "-key", "treadmill-1.key", "-subj", "/CN=treadmill-1"]
    made = subprocess.run(asked, check=True, capture_output=True, cwd=two).stdout
    sign = ["openssl", "x509", "-req", *request, "-out", "treadmill-1.pem"]
    subprocess.run(sign, check=True, capture_output=True, cwd=two, input=made)
    assert until(two / "treadmill-1.pem") < datetime.now(UTC) + timedelta(days=30)
    treadctl("fleet", "certificates", "--machines", 2, two)
    assert until(two / "treadmill-1.pem") > datetime.now(UTC) + timedelta(days=800)


def test_python_s_strictest_check_takes_them(two: Path) -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=two / "ca.pem")
    server.load_cert_chain(two / "broker.pem", two / "broker.key")
    server.verify_mode = ssl.CERT_REQUIRED
    client = ssl.create_default_context(cafile=two / "ca.pem")
    client.load_cert_chain(two / "treadmill-2.pem", two / "treadmill-2.key")
    for side in (server, client):
        side.verify_flags |= ssl.VERIFY_X509_STRICT
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(back, there, server_hostname="localhost"),
        server.wrap_bio(there, back, server_side=True),
    ]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    shown = ends[1].getpeercert()
    assert shown is not None
    assert ((("commonName", "treadmill-2"),),) == shown["subject"]


def test_a_broker_goes_by_the_names_that_are_given(treadctl: Treadctl, tmp_path: Path) -> None:
    hosts = ("--host", "broker.gym-1.example", "--host", "192.0.2.7")
    treadctl("fleet", "certificates", "--machines", 1, *hosts, tmp_path)
    command = ["openssl", "x509", "-in", str(tmp_path / "broker.pem"), "-noout", "-text"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "DNS:broker.gym-1.example, IP Address:192.0.2.7" in said


def test_without_openssl_that_is_said(
    treadctl: Treadctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = treadctl("fleet", "certificates", tmp_path / "new")
    assert (ended.code, "install the Debian package" in ended.complaint) == (2, True)
    assert not (tmp_path / "new").exists()


def test_a_clock_in_1970_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """What was made now would be over by the time that the clock is set."""
    faketime = shutil.which("faketime")
    assert faketime is not None, "this test needs the Debian package faketime"
    certificates = [sys.executable, "-m", "treadctl", "fleet", "certificates"]
    command = [faketime, "1970-01-02 00:00:00", *certificates, str(tmp_path / "new")]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    assert ended.returncode == 2
    assert "clock says 1970-01-0" in ended.stderr and "timedatectl set-time" in ended.stderr
    assert not (tmp_path / "new").exists()
