"""Machines at a pty that stay, as `treadctl simulate --live` keeps them."""

from collections.abc import AsyncIterator

import pytest

from simulators.live_serial import KINDS, MACHINES, WITH_TACH, SerialLive, on_pty
from tests.simulators.tty_host import TtyHost, until
from treadctl.errors import BadInput

pytestmark = pytest.mark.realtime


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
async def live(told: list[str]) -> AsyncIterator[SerialLive]:
    async with on_pty(
        "trackmaster", lambda data: told.append(data.hex()), lambda: told.append("obeyed")
    ) as machine:
        yield machine


@pytest.mark.parametrize("kind", sorted(MACHINES))
async def test_the_address_names_the_kind_and_a_path_that_can_be_opened(kind: str) -> None:
    async with on_pty(kind, lambda _data: None) as live:
        scheme, path = live.uri.split("://")
        assert (scheme, path) == (kind, str(live.line.path))
        TtyHost(live.line.path).close()


async def test_a_belt_without_a_speed_of_its_own_comes_with_a_tachometer_at_a_second_pty() -> None:
    async with on_pty(WITH_TACH, lambda _data: None) as live:
        assert WITH_TACH in KINDS and live.tach is not None
        assert live.uri == f"lifespan://{live.line.path}?tach={live.tach.line.path}"
        assert live.tach.bridge.belt is live.machine.belt
        live.befall("tach-unplug")
        assert not live.tach.line.path.is_symlink() and live.line.path.is_symlink()
        live.befall("stuck-belt")
        assert live.machine.belt.stuck
        with pytest.raises(BadInput, match="befalls no tachometer"):
            live.befall("tach-hr")


async def test_orders_are_told_and_only_a_stop_that_a_moving_belt_obeyed(
    live: SerialLive, told: list[str]
) -> None:
    host = TtyHost(live.line.path)
    for order, answer in (("a2", "b2"), ("c0", "d031"), ("a1", "b1"), ("a2", "b2"), ("a2", "b2")):
        host.send(order)
        await host.hears(answer)
    assert told == ["a2", "a1", "a2", "obeyed", "a2"]
    host.close()


async def test_a_belt_that_the_machine_stops_by_itself_obeyed_nobody(
    live: SerialLive, told: list[str]
) -> None:
    host = TtyHost(live.line.path)
    host.send("a0")
    await until(lambda: live.machine.belt.started)
    await until(lambda: not live.machine.belt.started)
    assert told == ["a0"]
    host.close()


async def test_faults_of_the_machine_and_of_its_line_befall_it(live: SerialLive) -> None:
    live.befall("late-stop=2")
    assert live.machine.belt.late_stop_s == 2.0
    live.befall("link-loss")
    assert not live.line.path.is_symlink()
    live.befall("link-back")
    live.befall("truncate=2")
    host = TtyHost(live.line.path)
    host.send("c0")
    await host.hears("d0")
    live.befall("delay=0.1")
    live.befall("safety-key")
    assert not live.machine.controls.powered
    host.close()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("bogus", "names no fault of a machine or its line; they are baud-mismatch"),
        ("answer=3", "names no fault"),
        ("late-stop=999", "needs a value"),
        ("hr=120", "A trackmaster machine has no fault 'hr'"),
        ("wrong-checksum", "has no checksum"),
        ("delay", "needs a value"),
    ],
)
async def test_what_it_cannot_have_is_refused(live: SerialLive, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        live.befall(text)
