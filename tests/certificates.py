"""Certificates for a test: one authority, and whom it vouches for. Made by openssl."""

import subprocess
from pathlib import Path

_NEW = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    """Vouches for whom it is told to, in `folder`; `ca` is its own certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ca, self._key = folder / "ca.pem", folder / "ca.key"
        made = ["-x509", "-subj", "/CN=authority", "-out", str(self.ca), "-keyout", str(self._key)]
        _run(*_NEW, *made)

    def certificate(self, name: str, *, days: int = 2) -> tuple[Path, Path]:
        """(certificate, key) of `name` at 127.0.0.1; one that is over with less than 0 days."""
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        request, names = self._folder / f"{name}.csr", self._folder / "names"
        names.write_text("subjectAltName=IP:127.0.0.1\n")
        _run(*_NEW, "-subj", f"/CN={name}", "-out", request, "-keyout", key)
        signing = ("-CA", self.ca, "-CAkey", self._key, "-CAcreateserial", "-days", days)
        asked = ("-in", request, "-extfile", names, "-out", certificate)
        _run("openssl", "x509", "-req", *asked, *signing)
        return certificate, key


def _run(*command: str | Path | int) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
