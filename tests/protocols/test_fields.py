from treadctl.protocols.fields import SINT16, UINT8, UINT24, Field, Layout, size_of

FIELDS = (
    Field("speed_kmh", "H", 100),
    Field("distance_m", UINT24),
    Field("force_n", SINT16, absent=(0x7FFF,)),
    Field("heart_rate_bpm", UINT8),
)
DATA = bytes.fromhex("0101 563412 feff 48")


def test_every_width_is_read_little_endian_and_scaled() -> None:
    assert Layout(FIELDS, len(DATA)).read(DATA, 0) == {
        "speed_kmh": 2.57,
        "distance_m": 0x123456,
        "force_n": -2,
        "heart_rate_bpm": 72,
    }


def test_a_value_that_is_not_reported_has_no_key() -> None:
    assert Layout(FIELDS[2:], 3).read(bytes.fromhex("ff7f48"), 0) == {"heart_rate_bpm": 72}


def test_what_comes_behind_a_field_that_does_not_fit_is_left_out() -> None:
    layout = Layout(FIELDS, 4)  # one byte short of the distance
    assert layout.count == 1
    assert layout.read(DATA[:4], 0) == {"speed_kmh": 2.57}


def test_a_layout_reads_from_an_offset() -> None:
    assert Layout(FIELDS[:1], 2).read(b"\xaa\xbb" + DATA, 2) == {"speed_kmh": 2.57}


def test_the_size_of_fields_is_without_padding() -> None:
    assert size_of(FIELDS) == 8
