"""The ten profiles that come with treadctl, and the door every other file passes too."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

import treadctl
from treadctl.errors import BadInput
from treadctl.session.profile import Profile, find, folder, load, names

TEN = {  # tier, minutes, metres, peak km/h, peak %
    "first-steps": ("A", 12, 308.3, 2.0, 0.0),
    "gentle-start": ("A", 8, 216.7, 2.0, 0.0),
    "morning-loosener": ("A", 12, 385.0, 2.5, 0.0),
    "back-ease-20": ("B", 20, 906.7, 3.2, 0.0),
    "back-ease-30": ("B", 30, 1733.3, 4.0, 0.0),
    "evening-unwind": ("A", 15, 563.3, 2.8, 0.0),
    "senior-steady-20": ("A", 20, 736.7, 2.8, 0.0),
    "incline-gentle": ("C", 20, 891.7, 3.0, 3.0),
    "power-intervals": ("C", 25, 1575.0, 5.2, 0.0),
    "retro-supervised": ("R", 14, 268.3, 2.0, 0.0),
}


CLAIMS = re.compile(
    r"\b(treats?|reliev\w+|heal\w*|prevent\w*|cures?|therap\w+|rehabilitat\w+|proven|doctor\w*"
    r"|diagnos\w+|detects?|discs?|spin\w+|nerves?|safe|emergency|medical|pain)\b",
    re.IGNORECASE,
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def file(content: bytes) -> Path:
        path = tmp_path / "x.toml"
        path.write_bytes(content)
        return path

    return file


def test_the_ten_profiles_are_there() -> None:
    assert names() == tuple(sorted(TEN))


@pytest.mark.parametrize("name", sorted(TEN))
def test_each_profile_has_the_tier_length_and_peaks_it_was_designed_with(name: str) -> None:
    found = find(name)
    tier, minutes, metres, speed_kmh, slope = TEN[name]
    assert (found.name, found.tier) == (name, tier)
    assert found.duration_s == minutes * 60
    assert found.distance_m == pytest.approx(metres, abs=0.05)
    assert max(one.speed_kmh for one in found.segments) == speed_kmh
    assert max(one.inclination_percent for one in found.segments) == slope


@pytest.mark.parametrize("name", sorted(TEN))
def test_no_profile_claims_to_do_more_than_guide_a_walk(name: str) -> None:
    found = find(name)
    shown = (found.title, found.purpose, found.disabled_reason or "", *found.posture_prompts)
    assert [text for text in shown if CLAIMS.search(text)] == []


def test_only_the_backward_walk_is_switched_off_and_says_why() -> None:
    off = {name: find(name).disabled_reason for name in names() if not find(name).enabled}
    assert list(off) == ["retro-supervised"]
    assert str(off["retro-supervised"]).startswith("Walking backwards needs a helper")


def test_the_everyday_walk_has_a_middle_of_2_to_32_minutes() -> None:
    variable = find("back-ease-20").variable
    assert variable is not None
    assert (variable.segment, variable.min_minutes, variable.max_minutes) == ("walk", 2.0, 32.0)


def test_small_hills_are_slower_and_lower_for_tier_a() -> None:
    stricter = find("incline-gentle").tiers["A"]
    assert (stricter.max_speed_kmh, stricter.max_inclination_percent) == (2.5, 2.0)


def test_a_profile_cannot_be_changed_afterwards() -> None:
    found = find("gentle-start")
    with pytest.raises(ValidationError):
        found.tier = "C"


def test_a_profile_made_in_code_keeps_the_same_rules() -> None:
    found = find("gentle-start").model_dump()
    with pytest.raises(ValidationError, match=r"2\.6 is above 2\.5 km/h in the first segment"):
        Profile.model_validate(found | {"segments": [found["segments"][0] | {"speed_kmh": 2.6}]})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"speed_kmh = 2.0", b"speed_kmh = 9.0", "line 25, segments[2].speed_kmh: 9.0 is above"),
        (b'tier = "A"', b"tier = ", "line 7, column 8: Invalid value; correct it."),
        (b'tier = "A"', b'tier = "R"', "line 7, tier: backward walking is not offered; set"),
        (b'tier = "A"', b'tier = "A"\nenabled = false', "line 8, enabled: false needs a disabled_"),
        (
            b'tier = "A"',
            b'tier = "A"\ndisabled_reason = "x"',
            "line 8, disabled_reason: the profile is enabled; remove the reason.",
        ),
        (b'tier = "A"', b'tier = "A"\npractise_stop = 1', "line 8, practise_stop: "),
    ],
)
def test_a_wrong_file_is_named_with_its_line_and_field(
    write: Callable[[bytes], Path], old: bytes, new: bytes, words: str
) -> None:
    good = (folder() / "gentle-start.toml").read_bytes()
    path = write(good.replace(old, new, 1))
    with pytest.raises(BadInput) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}, {words}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", " is empty; start from a copy of a shipped profile."),
        (b"# nothing\n", " is empty; start from a copy of a shipped profile."),
        (b"name = '\xff'", " is not UTF-8 text; save it as UTF-8."),
        (b"#" * 10_000_000, " is larger than 64 KB; it is not a profile."),
        (b"a = " + b"[" * 9999, ": its brackets are nested too deep; flatten them."),
    ],
)
def test_a_file_that_is_no_profile_at_all_is_one_sentence(
    write: Callable[[bytes], Path], content: bytes, words: str
) -> None:
    path = write(content)
    with pytest.raises(BadInput) as raised:
        load(path)
    assert str(raised.value) == f"{path}{words}"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no file '.*none\.toml'; check its name\."):
        load(tmp_path / "none.toml")


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder; name one profile in it"):
        load(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(BadInput, match="There is no file"):
        load(tmp_path / "pipe.toml")


def test_a_file_that_cannot_be_read_says_so() -> None:
    with pytest.raises(
        BadInput, match="cannot be read: Input/output error; check the file's rights"
    ):
        load(Path("/proc/self/mem"))


def test_a_file_from_an_editor_that_marks_utf_8_is_read(write: Callable[[bytes], Path]) -> None:
    good = (folder() / "gentle-start.toml").read_bytes()
    assert load(write(b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n"))) == find("gentle-start")


def test_an_installed_package_brings_its_profiles_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(treadctl, "__file__", str(tmp_path / "treadctl" / "__init__.py"))
    assert folder() == tmp_path / "profiles"
    (tmp_path / "treadctl" / "profiles").mkdir(parents=True)
    assert folder() == tmp_path / "treadctl" / "profiles"


def test_a_profile_is_found_by_its_file_too(write: Callable[[bytes], Path]) -> None:
    path = write((folder() / "gentle-start.toml").read_bytes())
    assert find(str(path)) == find("gentle-start")


def test_an_unknown_name_brings_the_nearest_and_all_there_are() -> None:
    with pytest.raises(BadInput) as raised:
        find("gentle-strat")
    assert str(raised.value) == (
        "There is no profile 'gentle-strat'; did you mean gentle-start?"
        f" There are: {', '.join(sorted(TEN))}."
    )


@pytest.mark.parametrize("name", ["", "zzz", "..", "a\0b", "*"])
def test_a_name_like_no_other_brings_the_names_only(name: str) -> None:
    with pytest.raises(BadInput, match=r"no profile .*\. There are: back-ease-20, ") as said:
        find(name)
    assert "did you mean" not in str(said.value)


@pytest.mark.parametrize("path", ["../gentle-start", "/", "no/such\0file", ".toml"])
def test_a_path_that_leads_nowhere_is_bad_input(path: str) -> None:
    with pytest.raises(BadInput):
        find(path)
