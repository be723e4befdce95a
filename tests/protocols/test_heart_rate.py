import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import DecodeError
from treadctl.protocols.heart_rate import HeartRate, decode_heart_rate


@pytest.mark.parametrize("row", rows("2a37"), ids=str)
def test_a_measurement_reads_as_its_golden_row(row: Row) -> None:
    assert decode_heart_rate(row.frames[0]) == HeartRate(
        heart_rate_bpm=row.decoded["heart_rate_bpm"],
        contact=row.decoded.get("contact"),
        rr_ms=tuple(row.decoded.get("rr_ms", ())),
        energy_kj=row.decoded.get("energy_kj"),
    )


@pytest.mark.parametrize("flags", ["00", "02"])
def test_contact_is_unknown_where_the_sensor_cannot_tell(flags: str) -> None:
    assert decode_heart_rate(bytes.fromhex(flags + "6f")).contact is None


def test_half_a_beat_at_the_end_is_left_out() -> None:
    assert decode_heart_rate(bytes.fromhex("1048 0004 00")).rr_ms == (1000.0,)


def test_energy_that_is_cut_off_is_not_reported() -> None:
    assert decode_heart_rate(bytes.fromhex("1848 12")) == HeartRate(72)


@pytest.mark.parametrize("data", ["", "00", "01", "0148"])
def test_a_frame_without_its_heart_rate_is_refused(data: str) -> None:
    with pytest.raises(DecodeError, match=r"heart rate \(2A37\)"):
        decode_heart_rate(bytes.fromhex(data))


@given(st.binary(min_size=3, max_size=24))
def test_any_three_bytes_hold_a_heart_rate(data: bytes) -> None:
    rate = int.from_bytes(data[1 : 3 if data[0] & 1 else 2], "little")
    assert decode_heart_rate(data).heart_rate_bpm == rate
