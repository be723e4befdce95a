"""Every known machine walks and stops as its row says, and would not without that row."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from simulators.bent_machines import TWINS
from simulators.machines import MachineModel
from simulators.physics import Belt
from tests.belt import guarded
from tests.drivers.connection import Connection, Heard, connection
from treadctl.drivers.known_machines import KNOWN, left_out
from treadctl.drivers.quirks import STANDARD, Quirk, select
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, SetTargetInclination, SetTargetSpeed, Start, StopCause

A_STEP_KMH = 0.17  # 0.1 mph
A_LEVEL_PERCENT = 0.6
CLIMB_S = 30.0


def row_of(model: MachineModel) -> Quirk:
    return select(KNOWN, model.name, model.model_number, model.firmware)


def done(row: Quirk) -> list[str]:
    about = ("machine", "source", "model", "firmware", "names")
    mine, plain = vars_of(row), vars_of(STANDARD)
    return [key for key in mine if key not in about and mine[key] != plain[key]]


def vars_of(row: Quirk) -> dict[str, object]:
    return {one.name: getattr(row, one.name) for one in fields(row)}


def bent() -> list[str]:
    return [name for name, model in TWINS.items() if done(row_of(model))]


async def walk(link: Connection) -> None:
    """Start, go at the lowest speed and then at 2 km/h, climb, stop. Fails if that goes ill."""
    belt, heard = link.machine.belt, link.heard
    await link.ready()
    assert heard.machine is not None
    lowest_kmh = heard.machine.speed_kmh.low if heard.machine.speed_kmh else 0.5
    assert await link.driver.send(Start()) is Answer.ACCEPTED
    early = asyncio.ensure_future(link.driver.send(SetTargetSpeed(lowest_kmh)))
    await link.until(lambda: heard.records[-1].speed_kmh)
    await early
    for target_kmh in (lowest_kmh, 2.0):
        assert await link.driver.send(SetTargetSpeed(target_kmh)) is Answer.ACCEPTED
        before = len(heard.records)
        await link.until(partial(near, belt, target_kmh))
        await link.until(partial(more, heard, before + 8))
        assert near(belt, target_kmh)
        assert all(record.speed_kmh != 0 for record in heard.records[before:])
        assert heard.records[-1].speed_kmh is None or near(belt, heard.records[-1].speed_kmh)
    await climb(link)
    with suppress(Refused):  # it moves already
        await link.driver.send(Start())
    assert heard.notices == [] and belt.started
    link.driver.stop()
    await link.until(lambda: not belt.started, 1.0)
    await link.until(lambda: Answer.ACCEPTED in heard.answers, 1.0)
    await link.until(lambda: heard.records[-1].speed_kmh == 0)


async def climb(link: Connection) -> None:
    """Go up 3 %, where the machine can."""
    assert link.heard.machine is not None
    if link.heard.machine.inclination_percent is None:
        return
    assert await link.driver.send(SetTargetInclination(3.0)) is Answer.ACCEPTED
    await asyncio.sleep(CLIMB_S)
    assert abs(link.machine.belt.inclination_percent - 3.0) < A_LEVEL_PERCENT


def near(belt: Belt, speed_kmh: float) -> bool:
    return abs(belt.speed_kmh - speed_kmh) < A_STEP_KMH


def more(heard: Heard, records: int) -> bool:
    return len(heard.records) > records


@pytest.mark.parametrize("twin", bent())
async def test_a_known_machine_walks_and_stops(twin: str) -> None:
    async with connection(TWINS[twin]) as link:
        await walk(link)


@pytest.mark.parametrize("twin", bent())
async def test_without_its_row_it_would_not(twin: str) -> None:
    stranger = replace(TWINS[twin], name="?", model_number="?")
    async with connection(stranger) as link:
        with pytest.raises((AssertionError, Refused)):
            await walk(link)


def effects() -> list[tuple[str, str]]:
    """Each twin with each thing that its row does."""
    return [(twin, key) for twin in bent() for key in done(row_of(TWINS[twin]))]


@pytest.mark.parametrize(("twin", "effect"), effects())
async def test_each_thing_that_a_row_does_is_needed(twin: str, effect: str) -> None:
    less = replace(row_of(TWINS[twin]), **{effect: getattr(STANDARD, effect)})
    async with connection(TWINS[twin], quirks=(less,)) as link:
        with pytest.raises((AssertionError, Refused, LinkLost)):
            await walk(link)


@pytest.mark.parametrize("twin", bent())
async def test_a_walk_on_it_is_guarded_like_any_other(twin: str, tmp_path: Path) -> None:
    async with guarded(tmp_path, TWINS[twin]) as belt:
        await belt.walk(1.5)
        belt.guard.stop(StopCause.USER)
        await belt.stands()
        assert belt.causes == ["user"] and belt.said("alarm") == []
        assert belt.machine.belt.standing


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row.machine)
def test_a_row_passes_the_same_checks_as_a_gym_s_own(row: Quirk) -> None:
    given = {key: value for key, value in asdict(row).items() if value is not None}
    assert TypeAdapter(Quirk).validate_python(given) == row


@pytest.mark.parametrize("row", [row for row in KNOWN if done(row)], ids=lambda row: row.machine)
def test_each_row_that_does_something_has_a_twin(row: Quirk) -> None:
    assert row in [row_of(TWINS[twin]) for twin in bent()]


def test_no_two_rows_are_for_one_machine() -> None:
    for row in KNOWN:
        assert all(select(KNOWN, name) is row for name in row.names)
        assert row.model is None or select(KNOWN, "", row.model, row.firmware or "") is row


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"names": ("WELLFIT TM",)}, "Wellfit and YPOO, and leaves out its control_twice."),
        ({"names": ("ypo",)}, "Wellfit and YPOO, and leaves out its control_twice."),
        ({"model": "omega z"}, "JFTM Omega Z, and leaves out its control_not_needed."),
        ({"names": ("WELLFIT",), "control_twice": True}, None),
        ({"model": "W2PRO"}, None),  # nothing is done about that one
        ({"names": ("Run",)}, None),
    ],
)
def test_a_row_of_a_gym_s_own_that_does_less_than_a_known_one_is_told(
    own: dict[str, Any], says: str | None
) -> None:
    told = list(left_out(Quirk(machine="ours", source="a test", **own)))
    assert [one.partition("known for ")[2] for one in told] == ([says] if says else [])
