"""Machine files: written whole or not at all, read again as they were, found by their machine."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commissioned import FILE, changed
from treadctl.commissioned import Commissioned, PowerCut
from treadctl.drivers.machine_file import find, read_all, save
from treadctl.errors import BadInput
from treadctl.model import Machine

TRACKMASTER = changed(
    treadmill="trackmaster:///dev/ttyUSB0", identity="/dev/ttyUSB0", model="TrackMaster"
)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of ours may grow: each write fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("inclines", [True, False, None])
def test_what_is_saved_is_read_again_as_it_was(tmp_path: Path, inclines: bool | None) -> None:
    saved = changed(inclines=inclines, cuts_power="mains_plug")
    save(saved, tmp_path / "machines")
    assert read_all(tmp_path / "machines") == (saved,)


@given(name=st.text(max_size=20))
def test_a_machine_may_call_itself_whatever_it_likes(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("machines")
    save(changed(name=name), folder)
    assert read_all(folder) == (changed(name=name),)


def test_each_machine_has_a_file_of_its_own_and_one_that_is_tried_again_has_still_one(
    tmp_path: Path,
) -> None:
    again = changed(stop_s=2.5)
    paths = [save(one, tmp_path).name for one in (FILE, TRACKMASTER, again)]
    assert paths == ["f0-f1-f2-f3-f4-f5.toml", "dev-ttyusb0.toml", "f0-f1-f2-f3-f4-f5.toml"]
    assert set(read_all(tmp_path)) == {again, TRACKMASTER}
    assert {path.name for path in tmp_path.iterdir()} == set(paths)


def test_a_machine_that_is_tried_again_under_another_name_of_its_port_has_still_one_file(
    tmp_path: Path,
) -> None:
    port, by_id = tmp_path / "ttyUSB0", tmp_path / "by-id"
    by_id.symlink_to(port)
    was, now = (
        changed(treadmill=f"trackmaster://{name}", identity=str(name), rails=rails)
        for name, rails in ((by_id, True), (port, False))
    )
    folder = tmp_path / "machines"
    for one in (was, FILE, now):
        save(one, folder)
    assert set(read_all(folder)) == {now, FILE}
    assert find(was.treadmill, read_all(folder)) == now


def test_a_file_that_does_not_say_whose_it_is_is_left_and_still_complained_of(
    tmp_path: Path,
) -> None:
    (tmp_path / "old.toml").write_text("rails = ", encoding="utf-8")
    assert save(FILE, tmp_path).exists()
    with pytest.raises(BadInput, match=r"old\.toml is not valid TOML"):
        read_all(tmp_path)


def test_every_key_in_the_file_is_explained(tmp_path: Path) -> None:
    lines = save(FILE, tmp_path).read_text("utf-8").splitlines()[1:]
    assert len(lines) == 2 * len(FILE.model_dump())
    assert all(line.startswith("# ") for line in lines[::2])


def test_another_user_s_service_may_read_it(tmp_path: Path) -> None:
    assert save(FILE, tmp_path).stat().st_mode & 0o444 == 0o444


def test_a_full_disk_leaves_the_file_of_before_and_nothing_else(tmp_path: Path) -> None:
    save(FILE, tmp_path)
    with full_disk(), pytest.raises(OSError, match="File too large"):
        save(changed(stop_s=9.0), tmp_path)
    assert read_all(tmp_path) == (FILE,)
    assert len(list(tmp_path.iterdir())) == 1


def test_without_the_folder_no_machine_was_commissioned(tmp_path: Path) -> None:
    assert read_all(tmp_path / "machines") == ()


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "machines").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="machines cannot be read"):
        read_all(tmp_path / "machines")


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("rails = true", 'rails = "some"', "line 11, rails: "),
        ("rails = true", "", ", rails: Field required"),
        ("rails = true", "rails = true\nrail = true", "line 12, rail: Extra inputs"),
        ('cuts_power = "key"', 'cuts_power = "hope"', "line 13, cuts_power: "),
        ("stop_s = 1.5", "stop_s = -1", "stop_s: Input should be greater than 0"),
        ('"ftms://F0:F1:F2:F3:F4:F5"', '"here"', "treadmill: it is no treadmill's address"),
        ("rails = true", "rails = ", "is not valid TOML"),
    ],
)
def test_a_file_that_is_wrong_names_itself_and_the_line_and_the_field(
    tmp_path: Path, line: str, instead: str, says: str
) -> None:
    path = save(FILE, tmp_path)
    path.write_text(path.read_text("utf-8").replace(line, instead), encoding="utf-8")
    with pytest.raises(BadInput) as wrong:
        read_all(tmp_path)
    assert str(wrong.value).startswith(str(path)) and says in str(wrong.value)
    assert str(wrong.value).endswith("; commission it again.")


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "one.toml").mkdir()
    with pytest.raises(BadInput, match="cannot be read"):
        read_all(tmp_path)


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("ftms://F0:F1:F2:F3:F4:F5", FILE),
        ("ftms://f0:f1:f2:f3:f4:f5", FILE),
        ("ftms://F0:F1:F2:F3:F4:F6", None),
        ("ftms://name/SIM-1", None),
        ("trackmaster:///dev/ttyUSB0?baud=4800", TRACKMASTER),
        ("woodway:///dev/ttyUSB0", None),
        ("trackmaster:///dev/ttyUSB1", None),
        ("sim://", None),
    ],
)
def test_a_file_is_found_by_the_address_of_its_machine(uri: str, found: object) -> None:
    assert find(uri, (FILE, TRACKMASTER)) is found


def test_a_simulated_machine_elsewhere_is_found_by_where_it_is() -> None:
    elsewhere = changed(treadmill="sim://?hci=127.0.0.1:9001")
    assert find("sim://?hci=127.0.0.1:9001", (FILE, elsewhere)) is elsewhere


def test_a_serial_port_may_be_called_by_another_name(tmp_path: Path) -> None:
    port, by_id = tmp_path / "ttyUSB0", tmp_path / "by-id"
    by_id.symlink_to(port)
    kept = changed(treadmill=f"trackmaster://{port}", identity=str(port), model="TrackMaster")
    assert find(f"trackmaster://{by_id}", (kept,)) is kept
    assert kept.is_for(Machine("TrackMaster", str(by_id)), "TrackMaster")


@pytest.mark.parametrize(
    ("identity", "model", "told", "same"),
    [
        ("f0:f1:f2:f3:f4:f5", "SIM-1", "sim-1", True),
        ("F0:F1:F2:F3:F4:F5", "SIM-1", "", True),
        ("F0:F1:F2:F3:F4:F5", "", "SIM-2", True),
        ("F0:F1:F2:F3:F4:F5", "SIM-1", "SIM-2", False),
        ("F0:F1:F2:F3:F4:F6", "SIM-1", "SIM-1", False),
    ],
)
def test_it_is_for_the_machine_with_that_address_which_tells_that_model_if_any(
    identity: str, model: str, told: str, same: bool
) -> None:
    assert changed(model=model).is_for(Machine("any name", identity), told) is same


def test_the_rules_are_told_what_was_measured() -> None:
    assert changed(cuts_power="mains_switch").commissioned == Commissioned(
        stop_s=1.5, stop_from_kmh=2.0, unit_confirmed=True, cuts_power=PowerCut.MAINS_SWITCH
    )
