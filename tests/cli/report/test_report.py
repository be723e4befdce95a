"""`treadctl report`: what is in the bundle, and above all what is not."""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Treadctl, gym
from tests.edges.recorder.news import database, happened, look
from treadctl.cli.report import FOLDER
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep

pytestmark = pytest.mark.realtime

PASSWORD, PAIN = "rosebud", 7
SAID = f"INFO the broker took rosebud; Otto said pain={PAIN}; OTTO left with card 0012345643"
PARTS = {"versions.json", "settings.json", "doctor.json", "machines.json", "stops.json", "log.txt"}
Bundle = Callable[[], dict[str, str]]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gym where Otto walked, in pain, and whose journal talks too much."""
    (tmp_path / "state").mkdir()
    told = [
        happened(10.0, "started", profile="first-steps", pain=PAIN, walker="w-7"),
        look(11.0, 1.0, heart_rate_bpm=121),
        happened(15.0, "check_in_answered", pain=PAIN),
        happened(20.0, "stop_requested", cause="pain"),
        happened(20.1, "stop_written"),
    ]
    db = database(tmp_path / "state", told)
    keep(db, Person("w-7", "Otto", "cat", card="0012345643"))
    db.close()
    (tmp_path / "journalctl").write_text(f"#!/bin/sh\necho '{SAID}'\n", "ascii")
    (tmp_path / "journalctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("TREADCTL_MQTT_PASSWORD", PASSWORD)
    more = '[mqtt]\nurl = "mqtt://desk@127.0.0.1:1"\n[heart_rate]\nsource = "treadmill"\nage = 71'
    return gym(tmp_path, "ftms://F0:F1:F2:F3:F4:F5", f'pain_button = "none"\n{more}')


@pytest.fixture
def bundle(treadctl: Treadctl, tmp_path: Path, config: Path) -> Bundle:
    """Makes one, and unpacks it: each part's text by its name."""

    def make() -> dict[str, str]:
        target = tmp_path / "bundle.tar.gz"
        ended = treadctl("report", target, "--config", config)
        assert (ended.code, ended.err) == (0, "")
        with tarfile.open(target) as archive:
            archive.extractall(tmp_path, filter="data")
        assert {one.name for one in (tmp_path / FOLDER).iterdir()} == PARTS
        assert all(name in ended.out for name in PARTS)
        assert "Look through it before you send it." in ended.out
        return {name: (tmp_path / FOLDER / name).read_text("utf-8") for name in PARTS}

    return make


def test_the_bundle_holds_each_part_and_says_so(bundle: Bundle) -> None:
    found = bundle()
    (stop,) = json.loads(found["stops.json"])
    assert (stop["cause"], stop["written_ms"]) == ("pain", 100)
    assert json.loads(found["settings.json"])["treadmill"].startswith("ftms://")
    assert "bluetooth" in found["doctor.json"]
    assert "the broker took" in found["log.txt"]


def test_no_password_no_name_and_nothing_that_a_walker_said_is_in_it(bundle: Bundle) -> None:
    everything = "\n".join(bundle().values()).lower()
    for secret in ("rosebud", "otto", "w-7", "0012345643", "desk", "121", ": 71", "pain=7"):
        assert secret not in everything, secret
    assert '"pain"' not in everything.replace('"cause": "pain"', "")


def test_where_nobody_can_tell_who_walks_here_there_is_no_log(
    bundle: Bundle, tmp_path: Path
) -> None:
    (tmp_path / "state" / "history.sqlite").write_text("damaged", encoding="utf-8")
    log = bundle()["log.txt"]
    assert log.startswith("It is left out, for names may be in it. ")
    assert "otto" not in log.lower()


def test_a_configuration_that_is_wrong_is_a_part_like_another(bundle: Bundle, config: Path) -> None:
    config.write_text('treadmill = "sim://"\npain_button = "wired"\n', encoding="utf-8")
    assert ", line 2, pain_button: " in bundle()["settings.json"]


def test_the_bundle_is_its_owner_s_alone_and_no_file_is_written_over(
    treadctl: Treadctl, tmp_path: Path, config: Path
) -> None:
    target = tmp_path / "bundle.tar.gz"
    treadctl("report", target, "--config", config)
    assert target.stat().st_mode & 0o777 == 0o600
    ended = treadctl("report", target, "--config", config)
    assert (ended.code, "File exists" in ended.complaint) == (2, True)


def test_without_a_name_it_is_called_after_the_moment(
    treadctl: Treadctl, tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    treadctl("report", "--config", config)
    assert len(list(tmp_path.glob("treadctl-report-*.tar.gz"))) == 1
