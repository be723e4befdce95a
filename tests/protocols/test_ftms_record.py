"""How many bytes each field has when a sender and the standard do not agree."""

import pytest

from treadctl.protocols.ftms import decode_record

PACED = "6005"  # speed, both paces, heart rate, elapsed time
HEAD = PACED + "e803"


def values_of(text: str) -> dict[str, float]:
    return decode_record(bytes.fromhex(text)).values


def test_pace_has_one_byte_where_the_length_says_so() -> None:
    assert values_of(HEAD + "0a0b 84 3c00") == {
        "speed_kmh": 10.0,
        "pace_km_min": 1.0,
        "average_pace_km_min": 1.1,
        "heart_rate_bpm": 132,
        "elapsed_s": 60,
    }


def test_two_byte_pace_is_skipped_and_what_follows_is_read() -> None:
    fragment = decode_record(bytes.fromhex(HEAD + "6801 7201 84 3c00"))
    assert fragment.values == {"speed_kmh": 10.0, "heart_rate_bpm": 132, "elapsed_s": 60}
    assert not fragment.truncated


@pytest.mark.parametrize("tail", ["0a0b84", "0a0b843c", "0a0b843c00ff", "6801720184 3c00ff"])
def test_nothing_from_pace_on_is_believed_where_its_size_is_unclear(tail: str) -> None:
    fragment = decode_record(bytes.fromhex(HEAD + tail))
    assert fragment.values == {"speed_kmh": 10.0}
    assert fragment.truncated


def test_steps_of_three_bytes_follow_all_standard_fields() -> None:
    assert values_of("0024e8033c00 563412") == {
        "speed_kmh": 10.0,
        "elapsed_s": 60,
        "steps": 0x123456,
    }


def test_steps_of_two_bytes_are_taken() -> None:
    fragment = decode_record(bytes.fromhex("0024e8033c00fa00"))
    assert fragment.values == {"speed_kmh": 10.0, "elapsed_s": 60, "steps": 250}
    assert not fragment.truncated


def test_a_single_byte_of_steps_is_none() -> None:
    fragment = decode_record(bytes.fromhex("0024e8033c00fa"))
    assert fragment.values == {"speed_kmh": 10.0, "elapsed_s": 60}
    assert fragment.truncated


@pytest.mark.parametrize("none", ["ff7f", "ffff"])
def test_elevation_that_machines_do_not_measure_is_not_reported(none: str) -> None:
    assert values_of(f"1000e8037b00{none}") == {"speed_kmh": 10.0, "elevation_gain_m": 12.3}


def test_the_top_flags_have_no_fields() -> None:
    assert values_of("00c4e8033c00") == values_of("0004e8033c00")


def test_padding_behind_the_last_field_is_ignored() -> None:
    # ESP32_TTGO_FTMS sends 34 bytes whatever the flags promise.
    fragment = decode_record(bytes.fromhex("1800e8031900ff7f7b000000") + bytes(22))
    assert fragment.values == {
        "speed_kmh": 10.0,
        "inclination_percent": 2.5,
        "elevation_gain_m": 12.3,
        "elevation_loss_m": 0.0,
    }
    assert not fragment.truncated
