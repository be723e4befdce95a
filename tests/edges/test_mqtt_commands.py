import pytest

from treadctl.edges.mqtt_commands import (
    MOST_BYTES,
    REASONS,
    Refusal,
    command_in,
    is_stop,
    refusal,
)

BASE = "treadctl/v1/site/tm-1"


@pytest.mark.parametrize(
    ("tail", "command"),
    [
        ("cmd/stop", "stop"),
        ("cmd/set_speed", "set_speed"),
        ("cmd", "unknown"),
        ("cmd/", "unknown"),
        ("cmd/a/b", "unknown"),
        ("cmd/a b", "unknown"),
        ("cmd/" + "x" * 33, "unknown"),
    ],
)
def test_an_answer_goes_to_a_harmless_topic(tail: str, command: str) -> None:
    assert command_in(f"{BASE}/{tail}") == command


@pytest.mark.parametrize("tail", ["cmd", "cmd/Stop", "cmd/stop/now", "cmd/x/cmd/stop", "stop"])
def test_only_the_stop_is_a_stop(tail: str) -> None:
    assert is_stop(f"{BASE}/cmd/stop")
    assert not is_stop(f"{BASE}/{tail}")


@pytest.mark.parametrize(
    ("name", "payload", "retained", "why"),
    [
        ("start", b"{}", False, Refusal.NOT_FROM_AFAR),
        ("level", b"{}", False, Refusal.NOT_FROM_AFAR),
        ("start", b"{}", True, Refusal.RETAINED),
        ("start", b"\xff\x00", False, Refusal.NOT_JSON),
        ("start", b"{", False, Refusal.NOT_JSON),
        ("start", b"[" * 10_000, False, Refusal.NOT_JSON),
        ("start", b"", False, Refusal.NOT_JSON),
        ("start", b"1" * (MOST_BYTES + 1), False, Refusal.TOO_LONG),
        ("unknown", b"{}", True, Refusal.UNKNOWN_TOPIC),
    ],
)
def test_whatever_is_no_stop_is_refused(
    name: str, payload: bytes, retained: bool, why: Refusal
) -> None:
    assert refusal(name, payload, retained=retained) is why


@pytest.mark.parametrize("why", [one for one in Refusal if one is not Refusal.FLOOD])
def test_each_refusal_says_who_may_do_it(why: Refusal) -> None:
    assert "person at the machine" in REASONS[why]
