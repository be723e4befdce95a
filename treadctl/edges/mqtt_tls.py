"""TLS to a broker, made of files."""

import ssl
from datetime import UTC, datetime

from treadctl.edges import certificate_dates
from treadctl.edges.mqtt_address import TlsFiles


def tls_context(files: TlsFiles) -> ssl.SSLContext:
    """TLS that checks the broker's certificate, and shows ours if there is one.

    To be made anew for each connection, so that a renewed certificate is found. Reads the disk.
    Raises OSError, which an SSLError is, if a file is missing or wrong, or the key encrypted.
    """
    context = ssl.create_default_context(cafile=files.ca)
    if files.certificate is not None:
        context.load_cert_chain(files.certificate, files.key, password=_nobody_to_ask)
    return context


def _nobody_to_ask() -> str:
    """OpenSSL would ask for the key's password at the terminal."""
    raise OSError("the key is encrypted")


def out_of_date(files: TlsFiles) -> str | None:
    """What is wrong with the dates of our own certificate: a broker that minds does not say so.

    None if nothing is, or nobody can read it. Reads the disk, and the wall clock.
    """
    found = _dates(files)
    return None if found is None else certificate_dates.out_of_date(found, datetime.now(UTC))


def good_until(files: TlsFiles) -> datetime | None:
    """Until when our own certificate is good, in UTC; None if there is none that can be read."""
    found = _dates(files)
    return None if found is None else found.until


def _dates(files: TlsFiles) -> certificate_dates.Dates | None:
    if files.certificate is None:
        return None
    try:
        return certificate_dates.dates(files.certificate.read_text("ascii"))
    except (OSError, ValueError):
        return None
