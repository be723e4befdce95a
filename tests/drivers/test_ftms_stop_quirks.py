"""A stop on machines that want more than a stop: it still comes first, and it still comes."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from simulators.bent_machines import BENT
from simulators.ftms_machine import AttError, FtmsMachine
from simulators.machines import DEFAULT
from tests.drivers.connection import connection, now
from treadctl.drivers.quirks import Quirk, Unlock
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, SetTargetSpeed, Start
from treadctl.protocols.ftms_control import STOP


class Barred(FtmsMachine):
    """Takes nothing at its vendor's characteristic."""

    def write_vendor(self, data: bytes) -> None:
        raise AttError(0x03)


async def test_a_machine_that_must_be_unlocked_gets_the_plain_stop_first() -> None:
    async with connection(BENT["kingsmith-mc21"]) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        before, unlocked = len(link.written), len(link.machine.vendor_writes)
        at = now()
        link.driver.stop()
        await link.until(lambda: not link.machine.belt.started)
        assert link.written[before:] == [STOP] * 3  # in between, it says that it is still at work
        assert len(link.machine.vendor_writes) > unlocked
        assert link.heard.stops_at[0] == at and now() - at < 0.15


async def test_a_machine_whose_unlock_is_refused_still_gets_its_stop() -> None:
    machine = Barred(BENT["kingsmith-mc21"])
    async with connection(machine=machine) as link:
        await link.ready()
        link.driver.stop()
        await link.until(lambda: link.written.count(STOP) >= 2)
        assert not link.running.done()


async def test_repeated_stops_keep_the_distance_that_a_machine_needs_and_the_first_does_not() -> (
    None
):
    slow = Quirk(machine="m", source="s", names=(DEFAULT.name,), write_spacing_s=0.7)
    model = replace(DEFAULT, write_gap_s=0.6)
    async with connection(model, quirks=(slow,)) as link:
        await link.ready()
        await asyncio.sleep(1.0)
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        assert await link.driver.send(SetTargetSpeed(1.0)) is Answer.ACCEPTED
        at = now()
        for _ in range(10):
            link.driver.stop()
            await asyncio.sleep(0.25)
        assert link.heard.stops_at == pytest.approx([at, at + 0.7, at + 1.4, at + 2.1], abs=0.02)
        assert not link.machine.belt.started  # the first came too close to a command and was lost


async def test_between_stops_that_are_kept_apart_all_else_gets_its_turn() -> None:
    slow = Quirk(machine="m", source="s", names=(DEFAULT.name,), write_spacing_s=1.0)
    async with connection(quirks=(slow,)) as link:
        for _ in range(40):
            link.driver.stop()
            await asyncio.sleep(0.25)
        assert link.heard.machine is not None and link.heard.records
        stops_at = link.heard.stops_at
        assert len(stops_at) >= 9
        assert all(later - one >= 0.99 for one, later in pairwise(stops_at))


async def test_without_that_row_repeats_are_lost_for_ever() -> None:
    async with connection(replace(DEFAULT, write_gap_s=0.6)) as link:
        await link.ready()
        await asyncio.sleep(1.0)
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        for _ in range(10):
            link.driver.stop()
            await asyncio.sleep(0.25)
        assert link.machine.belt.started


@pytest.mark.parametrize(
    "quirk",
    [
        Quirk(machine="m", source="s", names=(DEFAULT.name,), write_spacing_s=1.0),
        Quirk(machine="m", source="s", names=(DEFAULT.name,), control_before_targets=True),
    ],
    ids=["apart", "control first"],
)
async def test_a_stop_ends_what_leads_in_a_command(quirk: Quirk) -> None:
    async with connection(quirks=(quirk,)) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        await link.until(lambda: link.heard.records[-1].speed_kmh)
        if quirk.write_spacing_s:
            assert await link.driver.send(SetTargetSpeed(0.9)) is Answer.ACCEPTED
        sending = asyncio.ensure_future(link.driver.send(SetTargetSpeed(1.0)))
        await asyncio.sleep(0.02)
        link.driver.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await sending
        assert link.written[-1] == STOP


async def test_a_link_lost_while_a_command_is_led_in_is_a_lost_link_for_whoever_sent_it() -> None:
    apart = Quirk(
        machine="m",
        source="s",
        names=("KS-MC21-",),
        control_not_needed=True,
        answers_as_status=True,
        subscribe_spacing_s=0.3,
        write_spacing_s=0.5,
        unlock=Unlock("d18d2c10-c44c-11e8-a355-529269fb1459", "01000d00060b0f0d", each_write=True),
    )
    async with connection(BENT["kingsmith-mc21"], quirks=(apart,)) as link:
        await link.ready()
        assert await link.driver.send(Start()) is Answer.ACCEPTED
        sending = asyncio.ensure_future(link.driver.send(SetTargetSpeed(1.0)))
        await asyncio.sleep(0.1)
        link.rig.link.lose()
        with pytest.raises(LinkLost):
            await sending
