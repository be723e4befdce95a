"""`treadctl simulate --live KIND`, and `treadctl run` and `stop` against it in other processes."""

import re
import signal
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.processes import live_machine, running, until
from tests.simulators.tty_host import TtyHost


@pytest.mark.realtime
async def test_the_address_comes_first_and_the_end_of_what_is_typed_ends_it() -> None:
    async with live_machine() as machine:
        assert re.fullmatch(r"sim://\?hci=127\.0\.0\.1:\d+", machine.out[0])
        assert machine.process.stdin
        machine.process.stdin.close()
        assert await machine.ended() == 0
        assert (len(machine.out), machine.err) == (1, [])


@pytest.mark.realtime
async def test_ctrl_c_ends_it_too() -> None:
    async with live_machine() as machine:
        machine.signal(signal.SIGINT)
        assert await machine.ended() == 0
        assert machine.err == []


@pytest.mark.realtime
async def test_a_fault_befalls_it_and_nonsense_is_one_sentence() -> None:
    async with live_machine() as machine:
        for line in ("bogus", "pain", "", "ignore-stop", "hr=999"):
            machine.type(line)
        await until(lambda: len(machine.err) == 4, machine)
        assert ["names no event" in machine.err[0], "walker's" in machine.err[1]] == [True, True]
        assert machine.err[2] == "befell ignore-stop"
        assert "needs a value" in machine.err[3]


@pytest.mark.realtime
async def test_another_process_stops_it_by_real_gatt_and_each_write_is_told() -> None:
    async with live_machine() as machine:
        async with running("stop", "--treadmill", machine.out[0]) as stopping:
            assert await stopping.ended() == 0
        assert machine.writes[0] == "0801"


@pytest.mark.realtime
async def test_a_serial_machine_is_reached_by_its_pty() -> None:
    async with live_machine("trackmaster") as machine:
        scheme, path = machine.out[0].split("://")
        host = TtyHost(Path(path))
        host.send("a0")
        await host.hears("b0")
        host.send("a2")
        await host.hears("b2")
        await until(lambda: "obeyed a stop" in machine.err, machine)
        machine.type("unplug")
        await until(lambda: not Path(path).is_symlink(), machine)
        assert (scheme, machine.writes) == ("trackmaster", ["a0", "a2"])
        host.close()


def test_a_kind_that_there_is_not_is_one_sentence_with_those_there_are(
    treadctl: Treadctl,
) -> None:
    ended = treadctl("simulate", "--live", "pty")
    assert "write bumble, bridge, trackmaster, woodway, csafe, lifespan" in ended.complaint
    assert "or an adapter such as usb:0" in ended.complaint
    assert ended.code == 2


@pytest.mark.realtime
def test_an_adapter_that_cannot_be_used_is_one_sentence(treadctl: Treadctl) -> None:
    ended = treadctl("simulate", "--live", "serial:no-such-port")
    assert ended.complaint.startswith("serial:no-such-port cannot be used")
    assert ended.code == 1
