"""Each rule between the parts of a profile: what breaks it, where, and in which words."""

import pytest
from pydantic_core import PydanticCustomError

from treadctl.session import rules
from treadctl.session.segments import Segment, Stricter, Tier, Variable

Row = tuple[float, float] | tuple[float, float, float]  # minutes, km/h and percent

GOOD: tuple[Row, ...] = ((2, 1.5), (10, 3.0), (3, 1.5))


def segments(*rows: Row) -> list[Segment]:
    return [
        Segment(
            name=f"part {n}", minutes=row[0], speed_kmh=row[1], inclination_percent=sum(row[2:])
        )
        for n, row in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("tier", "rows", "where", "words"),
    [
        (
            "A",
            ((2, 1.5), (10, 3.6), (3, 1.5)),
            ("segments", 1, "speed_kmh"),
            "3.6 is above tier A's 3.5 km/h; lower it.",
        ),
        (
            "C",
            ((2, 1.5), (2, 4.0), (5, 6.1), (3, 1.5)),
            ("segments", 2, "speed_kmh"),
            "6.1 is above tier C's 6.0 km/h; lower it.",
        ),
        (
            "A",
            ((2, 1.5), (10, 1.5, 2.5), (3, 1.0)),
            ("segments", 1, "inclination_percent"),
            "2.5 is above tier A's 2.0 %; lower it.",
        ),
        (
            "B",
            ((2, 1.5), (1, 0.0), (10, 3.0), (3, 1.5)),
            ("segments", 1, "speed_kmh"),
            "0.0 is below 0.5 km/h, and a walk has no pauses; raise it or leave the segment out.",
        ),
        (
            "B",
            ((2, 1.5), (10, 3.0, 1.0), (3, 1.5)),
            ("segments", 1, "inclination_percent"),
            "speed and inclination both rise here; give one of them a segment of its own.",
        ),
        (
            "R",
            ((0.5, 2.0), (3, 0.0), (3, 1.0)),
            ("segments", 0, "minutes"),
            "0.5 is too short for a change that takes 40 s; lengthen it.",
        ),
        (
            "A",
            ((2, 2.0), (0.5, 2.0, 2.0), (4, 1.5)),
            ("segments", 1, "minutes"),
            "0.5 is too short for a change that takes 40 s; lengthen it.",
        ),
        (
            "B",
            ((2, 2.6), (10, 3.0), (3, 1.5)),
            ("segments", 0, "speed_kmh"),
            "2.6 is above 2.5 km/h in the first segment; lower it.",
        ),
        (
            "B",
            ((2, 1.5), (10, 3.0), (3, 2.6)),
            ("segments", 2, "speed_kmh"),
            "2.6 is above 2.5 km/h in the last segment; lower it.",
        ),
        (
            "B",
            ((2, 1.5), (10, 3.0, 0.0), (3, 1.5, 1.0)),
            ("segments", 2, "inclination_percent"),
            "1.0 is a slope in the last segment; set it to 0.",
        ),
        (
            "A",
            ((2, 1.5), (25, 3.0), (5, 1.5)),
            ("segments",),
            "32 minutes in all are above tier A's 30; shorten the walk.",
        ),
        (
            "B",
            ((2, 1.5), (4, 3.0), (1.5, 1.5)),
            ("segments", 2, "minutes"),
            "1.5 minutes follow the last segment at full speed; make it 2.",
        ),
        (
            "B",
            ((2, 1.5), (16, 3.0), (2, 1.5)),
            ("segments", 2, "minutes"),
            "2 minutes follow the last segment at full speed; make it 3.",
        ),
        (
            "B",
            ((10, 2.0),),
            ("segments", 0, "minutes"),
            "0 minutes follow the last segment at full speed; make it 2.",
        ),
    ],
)
def test_segments_that_break_a_rule_are_named(
    tier: Tier, rows: tuple[Row, ...], where: tuple[str | int, ...], words: str
) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        rules.check_segments(tier, segments(*rows))
    assert raised.value.context == {"where": where, "text": words}


@pytest.mark.parametrize(
    ("tier", "rows"),
    [
        ("A", GOOD),
        ("A", ((2, 2.5), (23.5, 3.5), (4.5, 2.5))),
        ("C", ((2, 2.0), (1, 4.0), (5, 6.0), (1, 4.0), (1, 4.0, 5.0), (4, 4.0), (3, 2.0))),
        ("B", ((2, 1.5), (15, 3.0), (3, 1.5))),
        ("R", ((2, 2.0), (1, 0.0), (2, 0.8))),
    ],
)
def test_segments_on_the_edge_of_the_rules_pass(tier: Tier, rows: tuple[Row, ...]) -> None:
    rules.check_segments(tier, segments(*rows))


def test_a_slope_may_begin_where_the_speed_falls() -> None:
    rules.check_segments("B", segments((2, 1.5), (5, 3.0), (5, 2.5, 1.0), (3, 1.5)))


@pytest.mark.parametrize(
    ("check_ins", "index", "words"),
    [
        ((0.0,), 0, "0.0 is outside the walk of 15 minutes; move it inside."),
        ((2.0, 15.5), 1, "15.5 is outside the walk of 15 minutes; move it inside."),
        ((5.0, 5.0), 1, "5.0 is not after the one before it; sort them."),
    ],
)
def test_check_ins_outside_the_walk_or_out_of_order_are_named(
    check_ins: tuple[float, ...], index: int, words: str
) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        rules.check_check_ins(check_ins, segments(*GOOD))
    assert raised.value.context == {"where": ("check_ins_min", index), "text": words}


def test_the_last_question_may_come_at_the_very_end() -> None:
    rules.check_check_ins((2.0, 15.0), segments(*GOOD))


@pytest.mark.parametrize(
    ("segment", "least", "most", "key", "words"),
    [
        ("walk", 2, 12, "segment", "'walk' names 0 segments; name exactly one."),
        (
            "part 1",
            11,
            12,
            "min_minutes",
            "11 to 12 does not hold the segment's own 10 minutes; widen it.",
        ),
        (
            "part 1",
            2,
            9,
            "min_minutes",
            "2 to 9 does not hold the segment's own 10 minutes; widen it.",
        ),
        (
            "part 1",
            2,
            27,
            "max_minutes",
            "32 minutes in all are above tier A's 30; shorten the walk.",
        ),
    ],
)
def test_a_variable_block_that_cannot_be_is_named(
    segment: str, least: float, most: float, key: str, words: str
) -> None:
    variable = Variable(segment=segment, min_minutes=least, max_minutes=most)
    with pytest.raises(PydanticCustomError) as raised:
        rules.check_variable("A", variable, segments(*GOOD))
    assert raised.value.context == {"where": ("variable", key), "text": words}


def test_the_shortest_variable_block_still_holds_its_ramp() -> None:
    variable = Variable(segment="part 0", min_minutes=0.5, max_minutes=2)
    with pytest.raises(PydanticCustomError) as raised:
        rules.check_variable("R", variable, segments((2, 2.0), (3, 1.0)))
    assert raised.value.context == {
        "where": ("variable", "min_minutes"),
        "text": "0.5 is too short for a change that takes 40 s; raise it.",
    }


def test_a_name_that_two_segments_share_cannot_be_the_variable_one() -> None:
    twins = [Segment(name="ease", minutes=2, speed_kmh=1.5)] * 2
    variable = Variable(segment="ease", min_minutes=1, max_minutes=3)
    with pytest.raises(PydanticCustomError, match="'ease' names 2 segments; name exactly one"):
        rules.check_variable("A", variable, twins)


def test_a_profile_cannot_allow_a_tier_more_than_the_tier_does() -> None:
    with pytest.raises(PydanticCustomError) as raised:
        rules.check_tiers({"B": Stricter(), "A": Stricter(max_inclination_percent=2.5)})
    assert raised.value.context == {
        "where": ("tiers", "A", "max_inclination_percent"),
        "text": "2.5 is above tier A's own 2.0, and a profile can only be stricter; lower it.",
    }


def test_a_profile_may_be_stricter_for_a_tier() -> None:
    rules.check_tiers({"A": Stricter(max_speed_kmh=2.5, max_inclination_percent=0.0)})


@pytest.mark.parametrize("first", [(0.5, 1.0), (2, 1.1)], ids=["too short", "too fast"])
def test_the_stop_is_tried_out_in_a_slow_first_minute_or_not_at_all(first: Row) -> None:
    rules.check_practice(*segments((1, 1.0)))
    with pytest.raises(PydanticCustomError) as raised:
        rules.check_practice(*segments(first))
    assert raised.value.context is not None
    assert raised.value.context["where"] == ("practise_stop",)
