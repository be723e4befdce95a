"""Treadmill data frames made from the standard's table, apart from the code under test."""

from dataclasses import dataclass

from hypothesis import strategies as st

# One line per flag bit: key, bytes, signed, parts per unit, the raw value that means "none".
TABLE: tuple[tuple[tuple[str, int, bool, int, int | None], ...], ...] = (
    (("speed_kmh", 2, False, 100, None),),
    (("average_speed_kmh", 2, False, 100, None),),
    (("distance_m", 3, False, 1, None),),
    (("inclination_percent", 2, True, 10, 32767), ("ramp_angle_deg", 2, True, 10, 32767)),
    (("elevation_gain_m", 2, False, 10, 65535), ("elevation_loss_m", 2, False, 10, 65535)),
    (("pace_km_min", 1, False, 10, None),),
    (("average_pace_km_min", 1, False, 10, None),),
    (
        ("energy_kcal", 2, False, 1, 65535),
        ("energy_kcal_h", 2, False, 1, 65535),
        ("energy_kcal_min", 1, False, 1, 255),
    ),
    (("heart_rate_bpm", 1, False, 1, None),),
    (("met", 1, False, 10, None),),
    (("elapsed_s", 2, False, 1, None),),
    (("remaining_s", 2, False, 1, None),),
    (("force_n", 2, True, 1, 32767), ("power_w", 2, True, 1, 32767)),
    (("steps", 3, False, 1, None),),
)


@dataclass(frozen=True)
class Group:
    """What one flag bit adds to a frame: its bytes, and their meaning."""

    bit: int
    data: bytes
    values: dict[str, float]


def frame(groups: list[Group], *, more_data: bool = False) -> bytes:
    """Return the notification with these groups; speed (bit 0) only where `more_data` is false."""
    ordered = sorted(groups, key=lambda group: group.bit)
    flags = sum(1 << group.bit for group in ordered if group.bit) | more_data
    return flags.to_bytes(2, "little") + b"".join(group.data for group in ordered)


def meaning(groups: list[Group]) -> dict[str, float]:
    """Return what these groups say together, in wire order."""
    values: dict[str, float] = {}
    for group in sorted(groups, key=lambda group: group.bit):
        values |= group.values
    return values


@st.composite
def records(draw: st.DrawFn) -> list[Group]:
    """Make the groups of one record: always a speed, any others; steps fit two bytes."""
    bits = draw(st.sets(st.integers(1, len(TABLE) - 1)))
    return [draw(_groups(bit)) for bit in (0, *sorted(bits))]


@st.composite
def _groups(draw: st.DrawFn, bit: int) -> Group:
    data, values = b"", {}
    for key, size, signed, parts, none in TABLE[bit]:
        top = 0xFFFF if key == "steps" else (1 << 8 * size - signed) - 1
        raw = draw(st.integers(-top - 1 if signed else 0, top))
        if key.startswith("elevation") and raw == 0x7FFF:
            raw = 0  # Life Fitness's own "none"; it has a test of its own
        data += raw.to_bytes(size, "little", signed=signed)
        if raw != none:
            values[key] = raw / parts
    return Group(bit, data, values)
