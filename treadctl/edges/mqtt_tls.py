"""TLS to a broker, made of files."""

import ssl

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
