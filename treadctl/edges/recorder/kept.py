"""What is kept of a belt's story, one thing at a time, and its shape in the database. Pure.

Numbers are kept whole: metres an hour, hundredths of a percent, millimetres. They hold exactly
what treadmills tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from treadctl.edges.ids import ulid_at
from treadctl.edges.outbox import Entry

Json = dict[str, Any]

# key on the board and in exports, column, how many of the column's units make one of the key's
SAMPLE = (
    ("speed_kmh", "speed_m_h", 1000),
    ("target_speed_kmh", "target_speed_m_h", 1000),
    ("inclination_percent", "inclination_cpct", 100),
    ("target_inclination_percent", "target_inclination_cpct", 100),
    ("distance_m", "distance_mm", 1000),
    ("heart_rate_bpm", "heart_rate_bpm", 1),
    ("elapsed_s", "elapsed_ms", 1000),
    ("remaining_s", "remaining_ms", 1000),
)
_WHOLE = frozenset({"distance_m", "heart_rate_bpm"})


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry and when it was by the loop's clock, which nobody sets.

    `stored` is false for what is only passed on: of a belt that stands idle, most samples.
    """

    entry: Entry
    at_ms: int
    stored: bool = True


def columns(data: Mapping[str, Any]) -> tuple[int | None, ...]:
    """A sample's values in the order of SAMPLE; None for what was not reported."""
    return tuple(
        None if (value := data.get(key)) is None else round(value * scale)
        for key, _, scale in SAMPLE
    )


def sample(values: Sequence[int | None]) -> Json:
    """The sample that `columns` made these of; what was not reported is absent."""
    return {
        key: value // scale if key in _WHOLE and value % scale == 0 else value / scale
        for (key, _, scale), value in zip(SAMPLE, values, strict=True)
        if value is not None
    }


def entry_id(number: int) -> str:
    """The id of an entry: the same whenever it is asked for, and no other entry's here.

    It sorts as the number does, which is made of the time: that of two looks at the clock can
    differ by a millisecond.
    """
    return ulid_at(number // 1000, number, number)


def utc(utc_ms: int) -> datetime:
    """The same moment as a date."""
    return datetime.fromtimestamp(utc_ms / 1000, UTC)


def ms(moment: datetime) -> int:
    """The same moment in whole milliseconds since 1970."""
    return round(moment.timestamp() * 1000)
