"""The simulated walker: the file that describes one, and what they answer."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from treadctl.cli.walker import Walker, load
from treadctl.errors import BadInput


def write(folder: Path, **keys: object) -> Path:
    path = folder / "walker.json"
    path.write_text(json.dumps(keys), encoding="utf-8")
    return path


def test_a_file_says_who_walks(tmp_path: Path) -> None:
    path = write(tmp_path, age=71, tier="A", history=["knee"], answers=[2, 5])
    assert load(path) == Walker(age=71, tier="A", history=("knee",), answers=(2, 5))


def test_an_empty_file_of_keys_is_the_default_walker(tmp_path: Path) -> None:
    assert load(write(tmp_path)) == Walker(age=45, tier="C", history=(), answers=())


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ({"agee": 45}, "agee: "),
        ({"age": 4}, "age: "),
        ({"tier": "D"}, "tier: "),
        ({"answers": [2, 11]}, "answers.1: "),
        ({"ceiling_bpm": 20}, "ceiling_bpm: "),
    ],
)
def test_a_wrong_key_is_named_with_its_file(
    tmp_path: Path, keys: dict[str, object], field: str
) -> None:
    path = write(tmp_path, **keys)
    with pytest.raises(BadInput) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}, {field}")


@pytest.mark.parametrize(
    ("keys", "ceiling"),
    [({}, 132), ({"age": 70}, 122), ({"resting_bpm": 50}, 124), ({"ceiling_bpm": 120}, 120)],
)
def test_a_walker_s_heart_has_a_limit(
    tmp_path: Path, keys: dict[str, object], ceiling: int
) -> None:
    assert load(write(tmp_path, **keys)).ceiling == ceiling


def test_a_walker_with_a_low_limit_is_stopped_by_it(treadctl: Treadctl, tmp_path: Path) -> None:
    path = write(tmp_path, ceiling_bpm=80)
    ended = treadctl("simulate", "--profile", "gentle-start", "--walker", path, "--json")
    assert (ended.json["stopped_by"], ended.code) == ("heart_rate", 1)


def test_a_file_that_is_no_json_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "walker.json"
    path.write_text("age: 45", encoding="utf-8")
    with pytest.raises(BadInput, match=r"walker\.json"):
        load(path)


@pytest.mark.parametrize(
    ("answers", "duration_s"),
    [([], 495), ([2, 2], 495), ([9], 195), ([2, 9], 435)],
)
def test_the_answers_are_given_in_their_order(
    treadctl: Treadctl, tmp_path: Path, answers: list[int], duration_s: float
) -> None:
    path = write(tmp_path, answers=answers)
    ended = treadctl("simulate", "--profile", "gentle-start", "--walker", path, "--json")
    assert ended.json["duration_s"] == pytest.approx(duration_s, abs=1.0)


def test_an_answer_from_outside_comes_before_the_file_s(treadctl: Treadctl, tmp_path: Path) -> None:
    path = write(tmp_path, answers=[9])
    call = ("simulate", "--profile", "gentle-start", "--walker", path, "--at", "100=answer=2")
    assert treadctl(*call, "--json").json["duration_s"] == pytest.approx(435, abs=1.0)
