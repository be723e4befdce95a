"""The command `treadctl` in this process, as a shell sees it: what it prints, and its exit code."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from treadctl.cli import main


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one call."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; fails if there is anything else."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one sentence on standard error; fails if there is more, or anything else printed."""
        assert (self.out, self.err.count("\n")) == ("", 1), (self.out, self.err)
        return self.err.removeprefix("treadctl: ").rstrip("\n")


Treadctl = Callable[..., Ended]


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Treadctl:
    """The command; `stdin` is what is typed."""

    def call(*arguments: object, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["treadctl", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ended(code, out, err)

    return call


def gym(folder: Path, treadmill: str, more: str = "") -> Path:
    """The configuration of a service for this treadmill."""
    file = folder / "gym.toml"
    file.write_text(f'treadmill = "{treadmill}"\n{more}\n', encoding="utf-8")
    return file
