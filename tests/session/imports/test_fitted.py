from hypothesis import given
from hypothesis import strategies as st

from treadctl.safety.limits import TIERS
from treadctl.session.imports.fitted import EASY_KMH, Fitted, fitted
from treadctl.session.imports.stretch import Stretch
from treadctl.session.rules import check_segments
from treadctl.session.segments import Segment, Tier

TIER_NAMES: tuple[Tier, ...] = ("A", "B", "C")


def minutes(
    *parts: tuple[float, float | None] | tuple[float, float | None, float],
) -> list[Stretch]:
    """Stretches of (minutes, km/h, percent)."""
    return [
        Stretch(n, "part", part[0] * 60.0, part[1], part[2] if len(part) == 3 else 0.0)
        for n, part in enumerate(parts, 1)
    ]


def shape(found: Fitted) -> list[tuple[float, float, float]]:
    return [(part.minutes, part.speed_kmh, part.inclination_percent) for part in found.parts]


def test_a_workout_that_fits_stays_as_it_is() -> None:
    found = fitted(minutes((2, 1.5), (10, 3.0), (3, 1.5)), "A")
    assert shape(found) == [(2, 1.5, 0), (10, 3.0, 0), (3, 1.5, 0)]
    assert found.changes == ()


def test_speeds_and_slopes_are_cut_to_what_the_tier_allows_and_that_is_told() -> None:
    found = fitted(minutes((2, 2.0), (3, 9.0), (5, 9.0, 8.0), (4, 2.0)), "A")
    assert max(part.speed_kmh for part in found.parts) == 3.5
    assert max(part.inclination_percent for part in found.parts) == 2.0
    assert "line 2: 9.0 km/h became 3.5, as tier A allows." in found.changes
    assert "line 3: 8 % became 2, as tier A allows." in found.changes


def test_a_pause_is_left_out() -> None:
    found = fitted(minutes((2, 1.5), (3, 0.0), (5, 3.0), (4, 1.5)), "A")
    assert shape(found) == [(2, 1.5, 0), (5, 3.0, 0), (4, 1.5, 0)]
    assert found.changes == ("line 2: a walk has no pauses; this one was left out.",)


def test_a_slope_downhill_becomes_flat() -> None:
    found = fitted(minutes((2, 1.5), (5, 3.0, -3.0), (4, 1.5)), "A")
    assert shape(found)[1] == (5, 3.0, 0)
    assert "line 2: a slope downhill of -3 % became flat." in found.changes


def test_where_no_speed_is_given_the_belt_goes_slowly_and_that_is_told() -> None:
    found = fitted(minutes((2, 1.5), (5, None), (3, 1.5)), "A")
    assert shape(found)[1] == (5, EASY_KMH, 0)
    assert "line 2: no speed is given; 2.0 km/h is used." in found.changes


def test_a_fast_beginning_and_end_get_slow_minutes() -> None:
    found = fitted(
        minutes(
            (10, 3.0),
        ),
        "A",
    )
    assert shape(found) == [(2, 1.5, 0), (10, 3.0, 0), (2.5, 1.5, 0)]
    assert found.changes == (
        "2 slow minutes were added at the beginning.",
        "2.5 slow minutes were added at the end.",
    )


def test_what_is_too_long_is_cut_with_its_cool_down_kept() -> None:
    found = fitted(minutes((2, 1.5), (90, 3.0), (5, 1.5)), "A")
    assert sum(part.minutes for part in found.parts) <= 30.0
    assert found.parts[-1].speed_kmh == 1.5
    assert "only the first" in found.changes[-1]


def test_speed_and_slope_never_rise_together() -> None:
    found = fitted(minutes((2, 1.5), (6, 3.0, 2.0), (4, 1.5)), "B")
    assert shape(found) == [(2, 1.5, 0), (0.5, 3.0, 0), (5.5, 3.0, 2.0), (4, 1.5, 0)]


def test_what_is_too_short_goes_with_its_slower_neighbour() -> None:
    found = fitted(minutes((2, 1.5), (0.2, 3.5), (5, 3.0), (4, 1.5)), "A")
    assert shape(found)[0] == (2.2, 1.5, 0)


def test_a_workout_of_nothing_but_pauses_cannot_be_walked() -> None:
    assert fitted(minutes((10, 0.0)), "A").parts == ()
    assert fitted([], "A").parts == ()


@given(
    st.lists(
        st.builds(
            Stretch,
            st.just(1),
            st.just("part"),
            st.floats(0.1, 7200.0),
            st.none() | st.floats(-2.0, 30.0),
            st.floats(-20.0, 40.0),
        ),
        max_size=80,
    ),
    st.sampled_from(TIER_NAMES),
)
def test_whatever_is_imported_keeps_every_rule_and_is_never_faster_or_steeper(
    stretches: list[Stretch], tier: Tier
) -> None:
    found = fitted(stretches, tier)
    if not found.parts:
        return
    check_segments(
        tier,
        [
            Segment(
                name=part.name,
                minutes=part.minutes,
                speed_kmh=part.speed_kmh,
                inclination_percent=part.inclination_percent,
            )
            for part in found.parts
        ],
    )
    asked_kmh = [EASY_KMH if one.speed_kmh is None else one.speed_kmh for one in stretches]
    assert max(part.speed_kmh for part in found.parts) <= min(
        max(asked_kmh) + 1e-6, TIERS[tier].max_speed_kmh
    )
    steepest = max(0.0, *(one.inclination_percent for one in stretches))
    assert max(part.inclination_percent for part in found.parts) <= steepest + 1e-6
