"""Where a belt room is found on this machine."""

from pathlib import Path

import pytest

from treadctl.board.places import SERVICE_SOCKET, socket_path, sockets, state_folder


@pytest.fixture(autouse=True)
def _no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("STATE_DIRECTORY", "RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(variable, raising=False)


def test_a_service_keeps_its_state_where_systemd_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/treadctl")
    assert state_folder() == Path("/var/lib/treadctl")


def test_without_systemd_the_state_is_the_user_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/state")
    assert state_folder() == Path("/somewhere/state/treadctl")


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ({"RUNTIME_DIRECTORY": "/run/treadctl"}, "/run/treadctl/belt.sock"),
        ({"XDG_RUNTIME_DIR": "/run/user/7"}, "/run/user/7/treadctl/belt.sock"),
        (
            {"RUNTIME_DIRECTORY": "/run/treadctl", "XDG_RUNTIME_DIR": "/run/user/7"},
            "/run/treadctl/belt.sock",
        ),
        ({"STATE_DIRECTORY": "/var/lib/treadctl"}, "/var/lib/treadctl/belt.sock"),
        ({"RUNTIME_DIRECTORY": "", "STATE_DIRECTORY": "/s"}, "/s/belt.sock"),
    ],
)
def test_the_socket_is_at_the_first_place_there_is(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], path: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert socket_path() == Path(path)


def test_a_shell_looks_in_its_own_place_first_and_then_in_the_service_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    assert sockets() == (Path("/run/user/7/treadctl/belt.sock"), SERVICE_SOCKET)


def test_a_service_looks_in_its_own_place_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/run/somewhere")
    assert sockets() == (Path("/run/somewhere/belt.sock"),)
