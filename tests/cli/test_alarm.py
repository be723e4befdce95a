"""The loudest words, also where nobody can be told."""

import io
import logging
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.command import Treadctl
from tests.rooms import story
from treadctl.cli.alarm import alarm, say
from treadctl.commissioned import ALARM_WORDS, PowerCut
from treadctl.model import PULL_THE_KEY
from treadctl.session.session import Stage


def test_the_alarm_calls_for_the_key_on_standard_error_and_rings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert alarm() == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "\aPULL THE SAFETY KEY. The belt may still be moving." in err


def test_where_there_is_no_key_it_calls_for_what_cuts_the_power(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert alarm(ALARM_WORDS[PowerCut.MAINS_PLUG]) == 3
    assert "\aPULL THE MAINS PLUG. The belt may still be moving." in capsys.readouterr().err


class Full(io.StringIO):
    """A log on a full disk."""

    def write(self, _text: str) -> NoReturn:
        raise OSError(28, "No space left on device")


def test_what_cannot_be_said_is_still_the_exit_code_of_a_belt_that_may_move(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Full())
    say("Nothing keeps a stop from going on.")
    assert alarm() == 3
    assert treadctl("stop").code == 3


async def test_the_alarm_is_a_critical_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.fault("ignore-stop")
        told.stop(pain=True)
        await told.until(lambda: told.said("alarm"))
    lines = [one.getMessage() for one in caplog.records if one.levelno == logging.CRITICAL]
    assert lines == [PULL_THE_KEY]
