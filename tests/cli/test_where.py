"""What a stop needs of a configuration, read without what checks the whole of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from treadctl.board.places import SERVICE_SOCKET
from treadctl.cli.where import Where, rows, where
from treadctl.errors import BadInput

LEAST = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\n'


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "gym.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_what_the_file_leaves_out_is_in_the_usual_places(tmp_path: Path) -> None:
    found = where(written(tmp_path, LEAST))
    run, state = tmp_path / "run", tmp_path / "state"
    assert found == Where("ftms://F0:F1:F2:F3:F4:F5", (run / "belt.sock",), state / "latch")


def test_what_the_file_says_counts(tmp_path: Path) -> None:
    file = written(tmp_path, LEAST + 'socket = "/run/x.sock"\nstate_folder = "/var/lib/x"\n')
    found = where(file)
    assert (found.sockets, found.latch) == ((Path("/run/x.sock"),), Path("/var/lib/x/latch"))


def test_a_shell_looks_for_the_service_where_systemd_puts_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY")
    assert where(written(tmp_path, LEAST)).sockets[-1] == SERVICE_SOCKET


def test_a_mistake_elsewhere_in_the_file_does_not_hold_up_a_stop(tmp_path: Path) -> None:
    file = written(tmp_path, LEAST + 'tier = "Z"\nspeed = 99\npain_button = 7\n')
    assert where(file).treadmill == "ftms://F0:F1:F2:F3:F4:F5"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "treadmill: it is missing"),
        ("treadmill = 7", "treadmill: this must be a text"),
        (LEAST + "socket = []", "socket: this must be a text"),
        (LEAST + "state_folder = 1.5", "state_folder: this must be a text"),
        ("treadmill = ", "not valid TOML"),
        (b"\xff\xfe", "not valid TOML"),
        ("a = " + "[" * 5000 + "]" * 5000, "not valid TOML"),
    ],
    ids=["empty", "number", "list", "float", "cut off", "not UTF-8", "nested"],
)
def test_a_file_that_names_no_treadmill_is_named(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    with pytest.raises(BadInput, match=r"gym\.toml") as caught:
        where(written(tmp_path, text))
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.toml cannot be read"):
        where(tmp_path / "none.toml")


def test_rows_that_make_sense_are_used_and_each_other_one_is_named(tmp_path: Path) -> None:
    row = '[[quirk]]\nmachine = "Ours"\nsource = "here"\nnames = ["GYM-"]\n'
    found = where(written(tmp_path, LEAST + row + "write_spacing_s = 30\n" + row))
    said: list[str] = []
    assert [one.names for one in rows(found.quirks, said.append)] == [("GYM-",)]
    assert len(said) == 1 and said[0].startswith("quirk.0 is not used: ")


def test_what_is_no_row_at_all_is_named_too(tmp_path: Path) -> None:
    said: list[str] = []
    assert rows(where(written(tmp_path, LEAST + "quirk = 7\n")).quirks, said.append) == ()
    assert len(said) == 1


@pytest.mark.realtime
def test_it_loads_nothing_heavy() -> None:
    code = (
        "import sys, treadctl.cli.where; print({'pydantic', 'asyncio', 'bleak'} & {*sys.modules})"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ended.stdout == "set()\n"
