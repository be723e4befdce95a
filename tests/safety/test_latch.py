"""The latch on disk: whatever is found there, only `clear` lets a walk begin."""

import os
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


def test_a_file_can_be_read_by_a_person(latch: Latch) -> None:
    latch.running()
    assert latch.path.read_bytes() == padded("running")


def test_the_folders_of_the_file_are_made(tmp_path: Path) -> None:
    latch = Latch(tmp_path / "var" / "belt" / "latch")
    latch.running()
    assert latch.read() is StopCause.INTERRUPTED


def test_nothing_is_left_open(latch: Latch) -> None:
    latch.running()
    held = {one.resolve() for one in list(Path("/proc/self/fd").iterdir())}
    assert not held & {latch.path.resolve(), latch.path.parent.resolve()}


def test_a_new_file_is_on_the_disk_with_its_name(
    latch: Latch, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted_fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    latch.running()
    latch.clear()
    assert synced == [str(latch.path), str(latch.path.parent), str(latch.path)]


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
        assert latch.path.stat().st_size == 64
    assert latch.path.stat().st_mode & 0o777 == 0o600


def test_every_cause_fits_in_the_file() -> None:
    assert max(len(padded(cause)) for cause in StopCause) == SIZE_BYTES


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(latch: Latch) -> None:
    latch.path.mkdir(parents=True)
    said = (
        r"latch: the latch cannot be read \(Is a directory\). See that the belt stands, then mend"
    )
    with pytest.raises(BadInput, match=said):
        latch.read()


def test_a_full_disk_or_a_path_that_cannot_be_is_an_error() -> None:
    for path in (Path("/dev/full"), Path("/dev/null/latch"), Path("/proc/version/latch")):
        with pytest.raises(OSError):
            Latch(path).running()


# -- the power fails while the file is written ----------------------------------------------------

WORDS = ("clear", "running", *(cause.value for cause in StopCause))


def made(word: str, path: Path) -> bytes:
    """The file as it is once this was written."""
    latch = Latch(path)
    write = {"clear": latch.clear, "running": latch.running}.get(word)
    write() if write else latch.latched(StopCause(word))
    return path.read_bytes()


def stands_for_clear(found: bytes, path: Path) -> bool:
    path.write_bytes(found)
    return Latch(path).read() is None


@pytest.mark.parametrize("other", WORDS[1:])
def test_a_write_cut_at_any_byte_is_clear_only_if_all_of_clear_is_there(
    tmp_path: Path, other: str
) -> None:
    path, clear = tmp_path / "latch", made("clear", tmp_path / "latch")
    word = made(other, path)
    cuts = {a[:n] + b[n:] for n in range(SIZE_BYTES + 1) for a, b in ((clear, word), (word, clear))}
    assert {cut for cut in cuts if stands_for_clear(cut, path)} == {clear}


@given(st.sampled_from(WORDS[1:]), st.sets(st.integers(0, SIZE_BYTES - 1)))
def test_a_start_or_an_all_clear_that_reached_the_disk_in_pieces_is_a_latch(
    tmp_path_factory: pytest.TempPathFactory, word: str, written: set[int]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    clear, other = padded("clear"), made(word, folder / "made-latch")
    pieces = bytes(clear[n] if n in written else other[n] for n in range(SIZE_BYTES))
    assert stands_for_clear(pieces, folder / "pieces") == (pieces == clear)


def test_a_first_file_that_was_not_written_to_its_end_is_a_latch(tmp_path: Path) -> None:
    cut = {padded(word)[:n] for word in ("clear", "running") for n in range(SIZE_BYTES)}
    assert {found for found in cut if stands_for_clear(found, tmp_path / "latch")} == set()


@pytest.mark.parametrize("word", WORDS)
def test_each_word_is_one_write_of_the_whole_file_and_then_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    made("running", tmp_path / "latch")
    calls: list[tuple[str, int, int]] = []
    pwrite, fsync = os.pwrite, os.fsync

    def noted_pwrite(descriptor: int, data: bytes, at: int) -> int:
        calls.append(("write", len(data), at))
        return pwrite(descriptor, data, at)

    def noted_fsync(descriptor: int) -> None:
        calls.append(("sync", os.fstat(descriptor).st_size, 0))
        fsync(descriptor)

    monkeypatch.setattr(os, "pwrite", noted_pwrite)
    monkeypatch.setattr(os, "fsync", noted_fsync)
    made(word, tmp_path / "latch")
    assert calls == [("write", SIZE_BYTES, 0), ("sync", SIZE_BYTES, 0)]
