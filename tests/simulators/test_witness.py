"""The witness: a belt's true speed at any moment."""

import math

import pytest

from simulators.physics import Belt, Drive
from simulators.witness import Track, Witness
from tests.simulators.conversation import Conversation

TRACK = Track([(0.0, 0.0), (2.0, 0.0), (4.0, 1.0), (6.0, 1.0), (6.0, 3.0), (8.0, 0.0)])


@pytest.mark.parametrize(
    ("at", "kmh"),
    [(-1.0, 0.0), (1.0, 0.0), (3.0, 0.5), (5.0, 1.0), (6.0, 3.0), (7.0, 1.5), (99.0, 0.0)],
)
def test_between_two_corners_the_speed_is_a_straight_line(at: float, kmh: float) -> None:
    assert TRACK.kmh(at) == kmh


def test_the_highest_and_the_lowest_speed_are_those_of_the_whole_stretch() -> None:
    assert (TRACK.highest_kmh(0.0, 9.0), TRACK.lowest_kmh(0.0, 9.0)) == (3.0, 0.0)
    assert (TRACK.highest_kmh(3.0, 5.0), TRACK.lowest_kmh(3.0, 5.0)) == (1.0, 0.5)
    assert TRACK.lowest_kmh(5.0, 7.0) == 1.0


def test_a_belt_begins_to_move_at_a_corner_and_stands_from_one() -> None:
    assert [TRACK.moves_at(at) for at in (0.0, 3.0, 8.0)] == [2.0, 3.0, math.inf]
    assert [TRACK.stands_at(at) for at in (0.0, 3.0, 9.0)] == [0.0, 8.0, 9.0]


def test_the_corners_of_a_belt_hold_its_speed_however_rarely_it_was_looked_at() -> None:
    often, rarely = Belt(Drive(), 0.0), Belt(Drive(), 0.0)
    for belt in (often, rarely):
        belt.start(0.0)
        belt.follow(1.0, 2.0)
    for tenth in range(400):
        often.advance(tenth / 10)
        if tenth == 200:
            rarely.jump(20.0, 1.5)
            often.jump(20.0, 1.5)
        if tenth == 300:
            rarely.stop(30.0)
            often.stop(30.0)
    rarely.advance(40.0)
    for at in (2.9, 3.5, 5.0, 15.0, 20.0, 29.9, 31.0, 39.0):
        assert Track(often.corners).kmh(at) == pytest.approx(Track(rarely.corners).kmh(at))
    assert Track(rarely.corners).highest_kmh(0.0, 40.0) == 3.5
    assert len(rarely.corners) < 12


def test_a_stuck_belt_stands_at_once() -> None:
    belt = Belt(Drive(), 0.0)
    belt.start(0.0)
    belt.advance(10.0)
    belt.stuck = True
    belt.advance(11.0)
    track = Track(belt.corners)
    assert (track.kmh(9.9), track.kmh(10.0), track.stands_at(5.0)) == (0.5, 0.0, 10.0)


async def test_the_witness_knows_when_the_machine_told_its_speed(talk: Conversation) -> None:
    witness = Witness(talk.rig.machine)
    await talk.walk()
    told = talk.told("2acd")
    assert len(witness.told_at) == len(told) > 0
    period_s = talk.rig.machine.model.telemetry_period_s
    gaps = [
        after - before for before, after in zip(witness.told_at, witness.told_at[1:], strict=False)
    ]
    assert gaps == pytest.approx([period_s] * len(gaps))
    assert witness.track().kmh(witness.told_at[-1]) == 2.0
