"""`treadctl config`: the schema, and a check that names file, line and field."""

from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from treadctl.config import load

GOOD = """\
treadmill = "ftms://AA:BB:CC:DD:EE:FF"
pain_button = "none"

[page]
port = 8081

[mqtt]
url = "mqtt://broker.example:1883"
site = "gym-1"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "gym.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_file_is_ok(treadctl: Treadctl, file: Path) -> None:
    ended = treadctl("config", "check", file)
    assert (ended.code, ended.out, ended.err) == (0, f"ok: {file}\n", "")


def test_a_row_that_takes_the_place_of_a_known_one_is_said_to_leave_out_what_it_does(
    treadctl: Treadctl, file: Path
) -> None:
    row = '[[quirk]]\nmachine = "ours"\nsource = "us"\nnames = ["mrk-t0"]\nlone_zeros = true\n'
    file.write_text(GOOD + row, encoding="utf-8")
    ended = treadctl("config", "check", file)
    assert (ended.code, ended.out) == (0, f"ok: {file}\n")
    assert ended.err == (
        f"{file}, quirk: The row 'ours' takes the place of the one that is known for Merach MRK-T,"
        " and leaves out its unlock.\n"
    )


def test_the_schema_documents_every_key_that_a_gym_must_give(treadctl: Treadctl) -> None:
    schema = treadctl("config", "schema").json
    assert schema["required"] == ["treadmill", "pain_button"]
    assert all(schema["properties"][key]["description"] for key in schema["required"])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("port = 8081", "port = 0", ", line 5, page.port: "),
        ("port = 8081", "prot = 8081", ", line 5, page.prot: "),
        ('pain_button = "none"', "", ", pain_button: Field required"),
        ('"none"', '"wired"', ", line 2, pain_button: "),
        ("[page]", "[page", " is not valid TOML: "),
        ("ftms://AA", "ftms://ZZ", "is no treadmill address"),
        ("ftms://AA:BB:CC:DD:EE:FF", "csafe://ttyUSB0", "is no treadmill address"),
        ("ftms://AA:BB:CC:DD:EE:FF", "ftms://name/Treadmill", ", treadmill: a name may be"),
        ("mqtt://", "http://", ", mqtt: The MQTT address has an unknown scheme"),
        ('site = "gym-1"', 'site = "gym/1"', ", line 9, mqtt.site: "),
    ],
)
def test_a_bad_file_is_one_sentence_that_says_where(
    treadctl: Treadctl, file: Path, right: str, wrong: str, says: str
) -> None:
    assert right in GOOD
    file.write_text(GOOD.replace(right, wrong), encoding="utf-8")
    for call in (("config", "check", file), ("serve", "--config", file)):
        ended = treadctl(*call)
        assert says in ended.complaint
        assert ended.code == 2


def test_a_file_that_is_not_there_is_said_by_name(treadctl: Treadctl, tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    ended = treadctl("config", "check", missing)
    assert f"{missing} cannot be read" in ended.complaint
    assert ended.code == 2


def test_a_file_that_is_no_text_is_refused(treadctl: Treadctl, file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    assert treadctl("config", "check", file).code == 2


def test_the_example_for_an_installation_is_good_once_its_blanks_are_filled(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    text = treadctl("config", "example", "--installed").out
    path = tmp_path / "gym.toml"
    path.write_text(text)
    assert treadctl("config", "check", path).code == 2
    text = text.replace('treadmill = ""', 'treadmill = "sim://"')
    path.write_text(text.replace('pain_button = ""', 'pain_button = "none"'))
    assert treadctl("config", "check", path).code == 0
    assert load(path).history == Path("/var/lib/treadctl-edges/history.sqlite")


def test_the_example_for_anybody_leaves_the_folders_alone(treadctl: Treadctl) -> None:
    assert "\n#state_folder = " in treadctl("config", "example").out
