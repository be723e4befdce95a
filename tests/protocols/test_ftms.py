from dataclasses import FrozenInstanceError, asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from tests.protocols.made_frames import TABLE, Group, frame, meaning, records
from treadctl.errors import DecodeError
from treadctl.model import Range, Telemetry
from treadctl.protocols import ftms
from treadctl.protocols.ftms import RecordAssembler

FIRST_PART = bytes.fromhex("0500 1e0000")  # More Data, distance 30 m
OTHER_PART = bytes.fromhex("0104 3c00")  # More Data, elapsed 60 s
CLOSING_PART = bytes.fromhex("0000 e803")  # 10.00 km/h


def carried(record: Telemetry | None) -> dict[str, float]:
    """The fields a record carries."""
    assert record is not None
    return {key: value for key, value in asdict(record).items() if value is not None}


@pytest.mark.parametrize("row", rows("2acd"), ids=str)
def test_a_record_reads_as_its_golden_row(row: Row) -> None:
    fragments = [ftms.decode_record(data) for data in row.frames]
    values = {key: value for fragment in fragments for key, value in fragment.values.items()}
    more_data = fragments[-1].more_data
    truncated = any(fragment.truncated for fragment in fragments)
    assert values | {"more_data": more_data, "truncated": truncated} == row.decoded


@pytest.mark.parametrize("row", rows("2acd"), ids=str)
def test_a_record_is_published_when_its_last_part_came(row: Row) -> None:
    assembler = RecordAssembler()
    published = [assembler.feed(data, at=5.0) for data in row.frames]
    expected = row.decoded | {"at": 5.0}
    truncated, more_data = expected.pop("truncated"), expected.pop("more_data")
    assert assembler.truncated == truncated
    assert published[:-1] == [None] * (len(row.frames) - 1)
    assert published[-1] is None if more_data else carried(published[-1]) == expected


@given(records())
def test_every_made_record_reads_as_it_was_made(groups: list[Group]) -> None:
    fragment = ftms.decode_record(frame(groups))
    assert fragment == ftms.Fragment(meaning(groups), more_data=False, truncated=False)


@given(records(), st.data())
def test_a_frame_cut_anywhere_keeps_a_prefix_of_its_values(
    groups: list[Group], data: st.DataObject
) -> None:
    whole = frame(groups)
    cut = data.draw(st.integers(2, len(whole) - 1))
    fragment = ftms.decode_record(whole[:cut])
    kept = list(fragment.values.items())
    assert kept == list(meaning(groups).items())[: len(kept)]
    steps_of_two_bytes = "steps" in fragment.values
    assert fragment.truncated is not steps_of_two_bytes


@given(records(), st.lists(st.integers(0, 2), min_size=len(TABLE), max_size=len(TABLE)))
def test_a_record_split_anyhow_reads_as_in_one_piece(groups: list[Group], part: list[int]) -> None:
    assembler = RecordAssembler()
    for number in (0, 1):
        piece = [group for group in groups[1:] if part[group.bit] == number]
        if piece:
            assert assembler.feed(frame(piece, more_data=True), at=1.0) is None
    closing = [group for group in groups if group.bit == 0 or part[group.bit] == 2]
    assert carried(assembler.feed(frame(closing), at=1.5)) == meaning(groups) | {"at": 1.5}


@given(st.lists(st.binary(max_size=40)))
def test_no_bytes_make_the_assembler_fail(notifications: list[bytes]) -> None:
    assembler = RecordAssembler()
    for at, data in enumerate(notifications):
        record = assembler.feed(data, at=float(at))
        assert record is None or (data[0] & 1 == 0 and record.at == at)
    assert assembler.undecodable == sum(len(data) < 2 for data in notifications)


@given(st.binary(max_size=40))
def test_only_missing_flags_make_a_frame_undecodable(data: bytes) -> None:
    if len(data) < 2:
        with pytest.raises(DecodeError, match="2 bytes of flags"):
            ftms.decode_record(data)
    else:
        assert ftms.decode_record(data).more_data is bool(data[0] & 1)


def test_the_parts_of_a_record_are_joined() -> None:
    assembler = RecordAssembler()
    assert assembler.feed(FIRST_PART, at=1.0) is None
    assert assembler.feed(OTHER_PART, at=1.1) is None
    assert assembler.feed(CLOSING_PART, at=1.2) == Telemetry(
        1.2, speed_kmh=10.0, distance_m=30, elapsed_s=60
    )


def test_a_record_leaves_nothing_to_the_next() -> None:
    assembler = RecordAssembler()
    assembler.feed(FIRST_PART, at=1.0)
    assembler.feed(CLOSING_PART, at=1.1)
    assert assembler.feed(CLOSING_PART, at=1.2) == Telemetry(1.2, speed_kmh=10.0)


def test_a_part_older_than_two_seconds_is_dropped() -> None:
    assembler = RecordAssembler()
    assembler.feed(FIRST_PART, at=1.0)
    assembler.feed(OTHER_PART, at=2.9)
    assert assembler.feed(CLOSING_PART, at=3.1) == Telemetry(3.1, speed_kmh=10.0)


def test_a_field_that_comes_again_begins_a_new_record() -> None:
    assembler = RecordAssembler()
    assembler.feed(FIRST_PART, at=1.0)
    assembler.feed(OTHER_PART, at=1.1)
    assembler.feed(FIRST_PART, at=1.5)  # the closing part was lost
    assert assembler.feed(CLOSING_PART, at=1.6) == Telemetry(1.6, speed_kmh=10.0, distance_m=30)


def test_a_new_first_part_has_its_own_two_seconds() -> None:
    assembler = RecordAssembler()
    assembler.feed(FIRST_PART, at=1.0)
    assembler.feed(FIRST_PART, at=2.5)
    assert assembler.feed(CLOSING_PART, at=4.0) == Telemetry(4.0, speed_kmh=10.0, distance_m=30)


def test_an_old_part_is_not_mixed_into_a_whole_record() -> None:
    assembler = RecordAssembler()
    assembler.feed(bytes.fromhex("0504 1e0000 3c00"), at=1.0)
    whole = bytes.fromhex("0400 e803 1f0000")
    assert assembler.feed(whole, at=1.9) == Telemetry(1.9, speed_kmh=10.0, distance_m=31)


def test_steps_sent_behind_their_record_come_with_the_next() -> None:
    assembler = RecordAssembler()  # FitShow FS-BT-D2: flags 058c, then 2001
    assembler.feed(CLOSING_PART, at=1.0)
    assert assembler.feed(bytes.fromhex("0120070000"), at=1.0) is None
    assert assembler.feed(CLOSING_PART, at=2.0) == Telemetry(2.0, speed_kmh=10.0, steps=7)


@pytest.mark.parametrize("cut", ["0000", "0000e8", "0004e8"])
def test_a_record_whose_speed_is_cut_off_has_no_speed(cut: str) -> None:
    assert RecordAssembler().feed(bytes.fromhex(cut), at=1.0) == Telemetry(1.0)


def test_frames_without_flags_are_counted_and_change_nothing() -> None:
    assembler = RecordAssembler()
    assembler.feed(FIRST_PART, at=1.0)
    assert assembler.feed(b"", at=1.1) is None
    assert assembler.feed(b"\x00", at=1.1) is None
    assert assembler.undecodable == 2
    assert carried(assembler.feed(CLOSING_PART, at=1.2))["distance_m"] == 30


def test_telemetry_from_the_assembler_is_like_any_other() -> None:
    record = RecordAssembler().feed(bytearray(CLOSING_PART), at=1.0)
    made = Telemetry(1.0, speed_kmh=10.0)
    assert type(record) is Telemetry
    assert record == made
    assert hash(record) == hash(made)
    assert repr(record) == repr(made)
    assert replace(record, distance_m=3) == replace(made, distance_m=3)


def test_telemetry_from_the_assembler_is_frozen() -> None:
    record = RecordAssembler().feed(CLOSING_PART, at=1.0)
    with pytest.raises(FrozenInstanceError):
        record.speed_kmh = 0.0  # type: ignore[misc,union-attr]  # frozen is what is tested


@pytest.mark.parametrize("row", rows("2acc"), ids=str)
def test_features_read_as_their_golden_row(row: Row) -> None:
    found = ftms.decode_features(row.frames[0])
    assert list(found.features) == row.decoded["features"]
    assert list(found.targets) == row.decoded["targets"]


@pytest.mark.parametrize("row", rows("2ad4"), ids=str)
def test_a_speed_range_reads_as_its_golden_row(row: Row) -> None:
    keys = ("min_kmh", "max_kmh", "step_kmh")
    expected = Range(*(row.decoded[key] for key in keys))
    assert ftms.decode_speed_range(row.frames[0]) == expected


@pytest.mark.parametrize("row", rows("2ad5"), ids=str)
def test_an_inclination_range_reads_as_its_golden_row(row: Row) -> None:
    keys = ("min_percent", "max_percent", "step_percent")
    expected = Range(*(row.decoded[key] for key in keys))
    assert ftms.decode_inclination_range(row.frames[0]) == expected


def test_a_heart_rate_range_is_in_bpm() -> None:
    assert ftms.decode_heart_rate_range(bytes.fromhex("3cc801")) == Range(60, 200, 1)


def test_a_cut_description_of_the_machine_is_refused_in_words() -> None:
    with pytest.raises(DecodeError, match=r"Features \(2ACC\) has 8 bytes; 4 came"):
        ftms.decode_features(bytes(4))
    with pytest.raises(DecodeError, match=r"speed range \(2AD4\) has 6 bytes; 5 came"):
        ftms.decode_speed_range(bytes(5))
    with pytest.raises(DecodeError, match=r"inclination range \(2AD5\) has 6 bytes; 0 came"):
        ftms.decode_inclination_range(b"")
    with pytest.raises(DecodeError, match=r"heart rate range \(2AD7\) has 3 bytes; 2 came"):
        ftms.decode_heart_rate_range(bytes(2))
