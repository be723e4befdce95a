import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates import Authority
from treadctl.edges.certificate_dates import Dates, dates, out_of_date

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


def as_openssl_says(file: Path) -> Dates:
    """What the real tool reads in it."""
    command = ["openssl", "x509", "-in", str(file), "-noout", "-dates"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = [line.split("=", 1)[1] for line in said.splitlines()]
    since, until = (
        datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC) for text in found
    )
    return Dates(since, until)


@pytest.mark.parametrize("days", [-1, 2, 825, 40_000])  # the last one is beyond 2050
def test_the_dates_are_those_that_openssl_reads(tmp_path: Path, days: int) -> None:
    certificate, _ = Authority(tmp_path).certificate("tm-1", days=days)
    assert dates(certificate.read_text()) == as_openssl_says(certificate)


def test_an_authority_s_own_certificate_has_dates_too(tmp_path: Path) -> None:
    ca = Authority(tmp_path).ca
    assert dates(ca.read_text()) == as_openssl_says(ca)


def test_one_that_is_over_is_said_with_the_day() -> None:
    found = out_of_date(Dates(NOON - 2 * A_DAY, NOON - A_DAY), NOON)
    assert found == "our certificate is over since 2026-11-21"


def test_on_a_clock_that_is_wrong_the_clock_is_named() -> None:
    said = out_of_date(Dates(NOON, NOON + A_DAY), datetime(1970, 1, 1, tzinfo=UTC))
    assert said is not None
    assert "this computer's clock says 1970-01-01" in said


def test_one_that_is_good_is_not_mentioned() -> None:
    assert out_of_date(Dates(NOON - A_DAY, NOON + A_DAY), NOON) is None


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
    ],
)
def test_what_is_no_certificate_is_a_value_error(pem: str) -> None:
    with pytest.raises(ValueError):
        dates(pem)


@given(st.text(max_size=200))
def test_any_text_in_it_is_read_or_refused(text: str) -> None:
    with pytest.raises(ValueError):
        dates(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----")
