import pytest

from simulators.trackmaster_machine import TrackmasterMachine
from tests.simulators.serial_host import Host, now
from treadctl.errors import ConnectFailed


@pytest.fixture
async def host() -> Host:
    return await Host(TrackmasterMachine(now())).open()


async def test_a_host_that_opens_the_port_is_answered(host: Host) -> None:
    assert await host.ask("c0") == "d031"


async def test_a_port_has_one_host_at_a_time(host: Host) -> None:
    with pytest.raises(ConnectFailed, match="in use"):
        await host.line.open_line(print, print)


async def test_an_unplugged_port_cannot_be_opened_and_its_host_is_told(host: Host) -> None:
    host.line.befall("unplug")
    assert len(host.lost) == 1
    with pytest.raises(ConnectFailed, match="no serial port"):
        await host.line.open_line(print, print)
    assert await host.ask("a2") == ""
    assert host.machine.writes == []


async def test_a_port_that_is_back_can_be_opened_again(host: Host) -> None:
    host.line.befall("unplug")
    host.line.befall("replug")
    await host.open()
    assert await host.ask("c0") == "d031"


async def test_who_has_closed_the_port_hears_nothing_and_another_may_open_it(host: Host) -> None:
    port = host.line.port
    assert port
    host.send("c0")
    port.close()
    port.close()
    assert await host.ask("c0") == ""
    await host.line.open_line(print, print)
    host.line.befall("unplug")
    assert host.lost == []
