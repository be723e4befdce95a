"""Which fields a treadmill data frame (2ACD) has, and how long each is: by its flags and length.

Source: Fitness Machine Service 1.0 (Bluetooth SIG, 2017), section 4.4; sizes from the SIG's
GATT XML of 2017.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from treadctl.protocols.fields import SINT16, UINT8, UINT16, UINT24, Field, Layout, size_of

MORE_DATA = 0b1
FLAG_BYTES = 2
_NO_SINT16 = (0x7FFF,)
# Elevation has no "not available" in the standard; Matrix sends 0xFFFF, Life Fitness 0x7FFF.
_NO_ELEVATION = (0x7FFF, 0xFFFF)
_PACES = (Field("pace_km_min", UINT8, 10), Field("average_pace_km_min", UINT8, 10))
_STEPS = Field("steps", UINT24)

# What each flag bit adds, in wire order. Bit 0 is inverted: speed is there while it is clear.
# Bit 13 is reserved; KingSmith, FitShow and UREVO count steps there.
_BY_FLAG_BIT: tuple[tuple[Field, ...], ...] = (
    (Field("speed_kmh", UINT16, 100),),
    (Field("average_speed_kmh", UINT16, 100),),
    (Field("distance_m", UINT24),),
    (
        Field("inclination_percent", SINT16, 10, _NO_SINT16),
        Field("ramp_angle_deg", SINT16, 10, _NO_SINT16),
    ),
    (
        Field("elevation_gain_m", UINT16, 10, _NO_ELEVATION),
        Field("elevation_loss_m", UINT16, 10, _NO_ELEVATION),
    ),
    _PACES[:1],
    _PACES[1:],
    (
        Field("energy_kcal", UINT16, absent=(0xFFFF,)),
        Field("energy_kcal_h", UINT16, absent=(0xFFFF,)),
        Field("energy_kcal_min", UINT8, absent=(0xFF,)),
    ),
    (Field("heart_rate_bpm", UINT8),),
    (Field("met", UINT8, 10),),
    (Field("elapsed_s", UINT16),),
    (Field("remaining_s", UINT16),),
    (Field("force_n", SINT16, absent=_NO_SINT16), Field("power_w", SINT16, absent=_NO_SINT16)),
    (_STEPS,),
)


@lru_cache(maxsize=256)  # a machine uses one to four; the bound is against noise
def record_layout(flags: int, length: int) -> tuple[Layout, bool]:
    """Return how to read a frame with these flags and this length, and if fields are missing."""
    present = flags ^ MORE_DATA
    promised = [
        field for bit, fields in enumerate(_BY_FLAG_BIT) if present >> bit & 1 for field in fields
    ]
    room = length - FLAG_BYTES
    layout = Layout(_as_sent(promised, room), room)
    return layout, layout.count < len(promised)


def _as_sent(promised: Sequence[Field], room: int) -> Sequence[Field]:
    """Return the fields as a frame with `room` bytes for them can have them.

    The standard gives pace no size: one byte (GATT XML, most machines) or two, told apart by the
    length alone. Two-byte pace is skipped, its unit is disputed. If neither size fits, pace and
    what comes after it may be shifted, so all of that is left out. Steps may have two bytes.
    """
    size = size_of(promised)
    paces = sum(field in _PACES for field in promised)
    if room == size:
        return promised
    if paces and room == size + paces:
        return [
            replace(f, code=UINT16, absent=range(0x10000)) if f in _PACES else f for f in promised
        ]
    if paces:
        return promised[: next(i for i, field in enumerate(promised) if field in _PACES)]
    if _STEPS in promised and room == size - 1:
        return [*promised[:-1], replace(_STEPS, code=UINT16)]
    return promised
