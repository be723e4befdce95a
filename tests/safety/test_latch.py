"""The latch on disk: whatever is found there, only `clear` lets a walk begin."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.model import StopCause
from treadctl.safety.latch import SIZE_BYTES, Latch


@pytest.fixture
def latch(tmp_path: Path) -> Latch:
    return Latch(tmp_path / "belt" / "latch")


def padded(word: str) -> bytes:
    return f"{word}\n".encode().ljust(SIZE_BYTES, b"\n")


def test_a_new_machine_has_no_latch(latch: Latch) -> None:
    assert latch.read() is None


@pytest.mark.parametrize("cause", list(StopCause))
def test_each_cause_is_read_back(latch: Latch, cause: StopCause) -> None:
    latch.latched(cause)
    assert latch.read() is cause


def test_running_is_read_back_as_an_interrupted_walk(latch: Latch) -> None:
    latch.running()
    assert latch.read() is StopCause.INTERRUPTED


def test_clear_is_no_latch(latch: Latch) -> None:
    latch.latched(StopCause.NOT_STOPPING)
    latch.clear()
    assert latch.read() is None


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        (b"", StopCause.INTERRUPTED),
        (b"\0" * SIZE_BYTES, StopCause.INTERRUPTED),
        (b"\xff\xfe garbage", StopCause.INTERRUPTED),
        (b"clear\n", StopCause.INTERRUPTED),
        (padded("clear")[:-1], StopCause.INTERRUPTED),
        (padded("clear") + b"\n", StopCause.INTERRUPTED),
        (padded("Clear"), StopCause.INTERRUPTED),
        (padded("clearpain"), StopCause.INTERRUPTED),
        (padded("runn"), StopCause.INTERRUPTED),
        (b"pain", StopCause.PAIN),
        (padded("pain"), StopCause.PAIN),
    ],
)
def test_a_torn_empty_or_garbled_file_is_a_latch(
    latch: Latch, found: bytes, cause: StopCause
) -> None:
    latch.path.parent.mkdir()
    latch.path.write_bytes(found)
    assert latch.read() is cause


@given(st.binary(max_size=2 * SIZE_BYTES).filter(lambda found: found != padded("clear")))
def test_any_bytes_but_the_whole_clear_file_are_a_latch(
    tmp_path_factory: pytest.TempPathFactory, found: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-latch"
    path.write_bytes(found)
    assert Latch(path).read() is not None


@pytest.mark.parametrize("before", [b"", b"pain", b"x" * 500])
def test_a_file_of_any_length_can_be_cleared(latch: Latch, before: bytes) -> None:
    latch.path.parent.mkdir()
    latch.path.write_bytes(before)
    latch.clear()
    assert latch.path.read_bytes() == padded("clear") and latch.read() is None


def test_the_file_keeps_its_size_and_is_its_owner_s_alone(latch: Latch) -> None:
    for write in (latch.running, latch.clear, lambda: latch.latched(StopCause.TELEMETRY_LOST)):
        write()
        assert latch.path.stat().st_size == SIZE_BYTES
    assert latch.path.stat().st_mode & 0o777 == 0o600


def test_every_cause_fits_in_the_file() -> None:
    assert max(len(padded(cause)) for cause in StopCause) == SIZE_BYTES


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(latch: Latch) -> None:
    latch.path.mkdir(parents=True)
    with pytest.raises(BadInput, match=r"latch: the latch cannot be read \(Is a directory\)"):
        latch.read()


def test_a_full_disk_or_a_path_that_cannot_be_is_an_error() -> None:
    for path in (Path("/dev/full"), Path("/dev/null/latch"), Path("/proc/version/latch")):
        with pytest.raises(OSError):
            Latch(path).running()
