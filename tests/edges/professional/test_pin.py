"""The professional's code, kept as a hash."""

from pathlib import Path

import pytest

from treadctl.edges.professional.pin import fits, hashed, read, write
from treadctl.errors import BadInput

SALT = bytes(range(16))


def test_only_the_code_itself_fits() -> None:
    kept = hashed("314159", SALT)
    assert fits("314159", kept)
    assert not fits("314158", kept)
    assert not fits("", kept)


def test_the_same_code_is_kept_differently_with_each_salt() -> None:
    assert hashed("314159", SALT) != hashed("314159", SALT[::-1])
    assert "314159" not in hashed("314159", SALT)


@pytest.mark.parametrize("code", ["", "12345", "1234567890123", "12345a", "111111", "١٢٣٤٥٦"])
def test_a_code_is_6_to_12_digits_and_not_one_digit_only(tmp_path: Path, code: str) -> None:
    with pytest.raises(BadInput, match="Choose a code of"):
        write(tmp_path / "code", code)
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_fits_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "code"
    for code in ("314159", "271828"):
        write(path, code)
        kept = read(path)
        assert kept is not None and fits(code, kept)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["code"]


def test_without_the_file_there_is_no_code(tmp_path: Path) -> None:
    assert read(tmp_path / "code") is None


@pytest.mark.parametrize(
    "kept", ["", "314159", "scrypt:1073741824:8:1:00:00", "scrypt:16384:8:1:zz:00", "md5:00"]
)
def test_what_cannot_be_read_opens_nothing(kept: str) -> None:
    with pytest.raises(BadInput, match="Set it anew"):
        fits("314159", kept)
