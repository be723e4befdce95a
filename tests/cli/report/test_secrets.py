"""What is taken out of a bundle."""

import json
from pathlib import Path

import pytest

from tests.cli.command import gym
from tests.edges.recorder.news import database, happened, look
from treadctl.cli.report.secrets import LEFT_OUT, secrets, settings, unsaid, walkers, without
from treadctl.cli.setup import given
from treadctl.config import load
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.errors import BadInput

OTTO = Person("w-7", "Otto", "cat", card="0012345643")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """One where Otto is known, and somebody without a name walked."""
    db = database(tmp_path, [happened(10.0, "started", profile="p", walker="w-9"), look(11.0, 1.0)])
    keep(db, OTTO)
    db.close()
    return tmp_path / "history.sqlite"


def test_names_are_taken_out_as_whole_words_in_whatever_case() -> None:
    text = "OTTO came; otto's card; ottoman"
    assert without(text, ["Otto"]) == f"{LEFT_OUT} came; {LEFT_OUT}'s card; ottoman"


def test_a_name_is_found_as_json_spells_it() -> None:
    assert without(json.dumps("Jürgen left"), ["Jürgen"]) == f'"{LEFT_OUT} left"'


def test_nobody_s_name_for_the_broker_is_in_an_address() -> None:
    assert without("to mqtts://desk@gym:8883 now", []) == "to mqtts://gym:8883 now"


@pytest.mark.parametrize(
    "line",
    [
        "pain=7",
        '"pain": 7,',
        '{\\"pain\\": 7}',
        "end_pain: 7",
        "age=71",
        "heart_rate_bpm=121",
        "password='rosebud'",
    ],
)
def test_what_a_walker_may_have_said_is_taken_out_of_a_log(line: str) -> None:
    kept = unsaid(f"INFO somebody said {line}")
    assert LEFT_OUT in kept
    assert not {"7", "71", "121", "rosebud"} & set(kept.replace("'", " ").replace(",", " ").split())


def test_a_time_and_a_button_are_left_as_they_are() -> None:
    line = "WARNING pain button gpio://chip/17: pressed, handled after 0.31 ms; age_s=0.2"
    assert unsaid(line) == line


def test_all_who_are_known_here_are_told_by_name_pseudonym_and_card(history: Path) -> None:
    assert {"Otto", "w-7", "0012345643", "w-9"} <= set(walkers(history))


def test_without_a_history_nobody_is_known(tmp_path: Path) -> None:
    assert walkers(tmp_path / "history.sqlite") == []


def test_a_history_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_text("no database", encoding="utf-8")
    with pytest.raises(BadInput):
        walkers(tmp_path / "history.sqlite")


def test_the_broker_s_password_is_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREADCTL_MQTT_PASSWORD", "rosebud")
    assert "rosebud" in secrets(tmp_path / "history.sqlite")
    (tmp_path / "password").write_text("sledge\n")
    monkeypatch.setenv("TREADCTL_MQTT_PASSWORD_FILE", str(tmp_path / "password"))
    assert {"rosebud", "sledge"} <= set(secrets(tmp_path / "history.sqlite"))


def test_so_is_the_one_that_systemd_gives_to_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever makes a bundle is root, and has none of the service's variables."""
    (tmp_path / "environment").write_text("TREADCTL_MQTT_PASSWORD='rose bud'\n")
    monkeypatch.setattr(given, "ENVIRONMENT", tmp_path / "environment")
    assert "rose bud" in secrets(tmp_path / "history.sqlite")


@pytest.mark.parametrize("user", ["desk", "desk:rosebud"])
def test_settings_are_without_the_heart_and_without_the_user(tmp_path: Path, user: str) -> None:
    more = f'[mqtt]\nurl = "mqtt://{user}@127.0.0.1"\n[heart_rate]\nsource = "treadmill"\nage = 71'
    found = settings(load(gym(tmp_path, "sim://", f'pain_button = "none"\n{more}')))
    assert (found["heart_rate"], found["mqtt"]["url"]) == (LEFT_OUT, "mqtt://127.0.0.1")
    assert found["treadmill"] == "sim://"
