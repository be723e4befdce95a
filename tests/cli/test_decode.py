"""`treadctl decode`, by the keys of the interface contract."""

import json

import pytest

from tests.cli.command import Treadctl


def test_a_frame_is_one_json_document_with_units_in_its_keys(treadctl: Treadctl) -> None:
    found = treadctl("decode", "2acd", "0400c8000f2700", "--json")
    assert found.json == {
        "speed_kmh": 2.0,
        "distance_m": 9999,
        "more_data": False,
        "truncated": False,
    }
    assert (found.code, found.err) == (0, "")


def test_without_json_a_person_reads_one_value_a_line(treadctl: Treadctl) -> None:
    lines = treadctl("decode", "2ad4", "3200b0040a00").out.splitlines()
    assert [line.split() for line in lines] == [
        ["min_kmh", "0.5"],
        ["max_kmh", "12.0"],
        ["step_kmh", "0.1"],
    ]


def test_several_frames_are_one_record(treadctl: Treadctl) -> None:
    found = treadctl("decode", "2acd", "050064000000", "0000c800", "--json").json
    assert found["speed_kmh"] == 2.0


def test_a_value_that_was_not_sent_is_absent(treadctl: Treadctl) -> None:
    assert set(treadctl("decode", "2acd", "0000c800", "--json").json) == {
        "speed_kmh",
        "more_data",
        "truncated",
    }


@pytest.mark.parametrize(
    ("kind", "frame", "key", "value"),
    [
        ("csafe", "f1250332003125f2", "speed_kmh", 5.0),
        ("lifespan", "0106000a01d629c6", "speed_mph", 2.0),
        ("trackmaster", "d130303430", "speed_mph", 4.0),
        ("woodway", "a333303335", "belt_direction", "reverse"),
        ("bridge", "04010509020e073412ed5e010101054485bab700", "mode", "ramp"),
    ],
)
def test_serial_frames_are_told_in_the_same_way(
    treadctl: Treadctl, kind: str, frame: str, key: str, value: object
) -> None:
    assert treadctl("decode", kind, frame, "--json").json[key] == value


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("2acd", "zz"), "'zz' is not hex"),
        (("2acd", "0"), "'0' is not hex"),
        (("2acd", "00"), ""),
        (("csafe", "f18081f2"), "check is 81 and should be 80"),
        (("lifespan", "0103000f0001b408"), "CRC is b408 and should be b409"),
        (("trackmaster", "a3303034"), "A3 has 4 data bytes; 3 came"),
        (("woodway", "a1"), "A1 begins nothing"),
        (("bridge", "0401"), "no TB1 frame"),
        (("9999", "00"), "There is no kind '9999'"),
    ],
)
def test_what_cannot_be_decoded_is_one_sentence_and_exit_code_2(
    treadctl: Treadctl, arguments: tuple[str, ...], says: str
) -> None:
    ended = treadctl("decode", *arguments)
    assert says in ended.complaint
    assert ended.code == 2


def test_lines_are_answered_in_order_and_bad_ones_do_not_end_the_run(treadctl: Treadctl) -> None:
    typed = "2acd 0000c800\n\n2acd zz\n2acd\n9999 00\n2ad4 3200 b004 0a00\nä 00\n2acd 00006400"
    ended = treadctl("decode", "-", "--json", stdin=typed)
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert [sorted(answer)[0] for answer in answers] == [
        "more_data",
        "error",
        "error",
        "error",
        "max_kmh",
        "error",
        "more_data",
    ]
    assert (answers[-1]["speed_kmh"], ended.code, ended.err) == (1.0, 0, "")


def test_no_lines_at_all_is_no_error(treadctl: Treadctl) -> None:
    assert treadctl("decode", "-") == treadctl("decode", "-", stdin="\n")
