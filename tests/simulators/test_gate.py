"""Who may command a simulated machine, and what it wants first."""

from dataclasses import replace

from simulators.bent_machines import BENT
from simulators.gate import Gate
from simulators.machines import DEFAULT

KINGSMITH, MERACH = BENT["kingsmith-mc21"], BENT["merach-mrk-t"]


def test_control_is_granted_on_request_and_ends_with_the_link() -> None:
    gate = Gate(DEFAULT)
    assert not gate.admits()
    gate.request()
    assert gate.admits() and gate.admits()
    gate.shut()
    assert not gate.admits()


def test_some_machines_want_to_be_asked_twice() -> None:
    gate = Gate(replace(DEFAULT, requests_needed=2))
    gate.request()
    assert not gate.admits()
    gate.request()
    assert gate.admits()
    gate.withdraw()
    gate.request()
    assert not gate.admits()


def test_an_unlock_lasts_for_the_connection_or_for_one_command() -> None:
    for model, second in ((MERACH, True), (KINGSMITH, False)):
        gate = Gate(model)
        gate.request()
        assert not gate.admits()
        assert model.unlock is not None
        gate.unlock(model.unlock.data)
        assert (gate.admits(), gate.admits()) == (True, second)


def test_other_bytes_unlock_nothing() -> None:
    gate = Gate(MERACH)
    gate.request()
    gate.unlock(b"\x00")
    assert not gate.admits()


def test_what_comes_too_close_is_lost() -> None:
    gate = Gate(replace(DEFAULT, subscribe_gap_s=0.3, write_gap_s=0.5))
    assert [gate.hears_subscription(at) for at in (0.0, 0.1, 0.5)] == [True, False, True]
    assert [gate.hears_write(at) for at in (0.0, 0.4, 0.8, 1.4)] == [True, False, False, True]
