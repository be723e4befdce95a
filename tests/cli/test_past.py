from pathlib import Path

import pytest

from treadctl.cli.past import place


def test_the_history_is_in_the_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/treadctl")
    assert place(None) == Path("/var/lib/treadctl/history.sqlite")


def test_or_where_a_configuration_says(tmp_path: Path) -> None:
    file = tmp_path / "gym.toml"
    file.write_text(
        f'treadmill = "sim://"\npain_button = "none"\nstate_folder = "{tmp_path}"\n', "utf-8"
    )
    assert place(file) == tmp_path / "history.sqlite"
