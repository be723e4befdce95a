"""From when until when a certificate is good. Pure.

Source: RFC 5280, section 4.1, and the DER of X.690. Python's own `ssl` tells it only of the other
side's certificate.
"""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime

_VERSION, _UTC_TIME = 0xA0, 0x17
_BEFORE_VALIDITY = 3  # serial number, signature, issuer


@dataclass(frozen=True, slots=True)
class Dates:
    """Both inclusive, in UTC."""

    since: datetime
    until: datetime


def dates(pem: str) -> Dates:
    """The dates of the first certificate in `pem`. Raises ValueError if there is none."""
    end = "-----END CERTIFICATE-----"
    begin = pem.find("-----BEGIN CERTIFICATE-----")
    if begin < 0 or end not in pem:
        raise ValueError("there is no certificate in it")
    der = ssl.PEM_cert_to_DER_cert(pem[begin : pem.index(end, begin) + len(end)])
    try:
        return _dates(der)
    except IndexError as error:
        raise ValueError("its certificate ends early") from error


def out_of_date(found: Dates, now: datetime) -> str | None:
    """What is wrong with the dates of our own certificate; None if nothing is."""
    if now > found.until:
        return f"our certificate is over since {found.until:%Y-%m-%d}"
    if now < found.since:
        return (
            f"our certificate is good from {found.since:%Y-%m-%d} on, and this computer's clock "
            f"says {now:%Y-%m-%d}"
        )
    return None


def _dates(der: bytes) -> Dates:
    _, whole, _ = _element(der)
    _, part, _ = _element(whole)
    tag, _, rest = _element(part)
    if tag == _VERSION:
        part = rest
    for _ in range(_BEFORE_VALIDITY):
        _, _, part = _element(part)
    _, validity, _ = _element(part)
    since_tag, since, rest = _element(validity)
    until_tag, until, _ = _element(rest)
    return Dates(_instant(since_tag, since), _instant(until_tag, until))


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """(tag, what is in it, what comes after it). Raises IndexError if it ends early."""
    tag, length, start = data[0], data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start])
    if len(data) < start + length:
        raise IndexError
    return tag, data[start : start + length], data[start + length :]


def _instant(tag: int, text: bytes) -> datetime:
    """UTCTime has two digits of the year, 1950 to 2049; GeneralizedTime has all four."""
    said = text.decode("ascii")
    if tag == _UTC_TIME:
        said = ("19" if said[:2] >= "50" else "20") + said
    return datetime.strptime(said, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
