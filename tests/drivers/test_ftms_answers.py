"""What is written for each command, and whose answer comes back."""

import asyncio
from dataclasses import replace

import pytest

from treadctl.drivers.ftms_answers import Answers, decode, encode, refused
from treadctl.drivers.quirks import Quirk
from treadctl.errors import BadInput, DecodeError
from treadctl.model import Answer, Command, SetTargetInclination, SetTargetSpeed, Start

SPEED, SLOPE = bytes.fromhex("02 64 00"), bytes.fromhex("03 19 00")


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (Start(), "07"),
        (SetTargetSpeed(8.2), "02 34 03"),
        (SetTargetSpeed(0.8), "02 50 00"),
        (SetTargetInclination(2.5), "03 19 00"),
        (SetTargetInclination(-1.5), "03 f1 ff"),
    ],
)
def test_a_command_is_written_as_the_standard_says(command: Command, written: str) -> None:
    assert encode(command) == bytes.fromhex(written)


def test_a_number_that_the_wire_cannot_carry_is_bad_input() -> None:
    with pytest.raises(BadInput):
        encode(SetTargetSpeed(700.0))


@pytest.mark.parametrize(
    ("indicated", "answer"),
    [
        ("80 08 01", (8, Answer.ACCEPTED)),
        ("80 02 04", (2, Answer.FAILED)),
        ("80 00 05", (0, Answer.NOT_PERMITTED)),
        ("80 02 02", (2, Answer.REJECTED)),
        ("80 02 03", (2, Answer.REJECTED)),
        ("80 02 00", (2, Answer.REJECTED)),
        ("80 02 ff", (2, Answer.REJECTED)),
    ],
)
def test_an_indication_is_an_answer_to_one_op_code(
    indicated: str, answer: tuple[int, Answer]
) -> None:
    assert decode(bytes.fromhex(indicated)) == answer


@pytest.mark.parametrize("indicated", ["", "80", "80 02", "02 02 01"])
def test_anything_else_is_no_answer(indicated: str) -> None:
    with pytest.raises(DecodeError):
        decode(bytes.fromhex(indicated))


@pytest.mark.parametrize(
    ("att_error", "answer"), [(0xFE, Answer.FAILED), (0xFD, Answer.NOT_PERMITTED)]
)
def test_a_write_refused_below_ftms_is_an_answer_too(att_error: int, answer: Answer) -> None:
    assert refused(att_error) is answer


async def test_an_answer_goes_to_whoever_waits_for_its_op_code() -> None:
    answers = Answers()
    speed, slope = answers.expect(SPEED), answers.expect(SLOPE)
    answers.take(3, Answer.FAILED)
    assert await slope is Answer.FAILED and not speed.done()
    answers.take(2, Answer.ACCEPTED)
    assert await speed is Answer.ACCEPTED


async def test_a_late_a_second_or_an_unasked_answer_is_set_aside() -> None:
    answers = Answers()
    late = answers.expect(SPEED)
    late.cancel()
    answers.take(2, Answer.ACCEPTED)
    answers.take(2, Answer.ACCEPTED)
    answers.take(7, Answer.ACCEPTED)
    with pytest.raises(asyncio.CancelledError):
        await late


@pytest.mark.parametrize(
    ("speed_kmh", "written"), [(0.80, "02 32 00"), (2.0, "02 78 00"), (1.6, "02 64 00")]
)
def test_a_machine_that_counts_in_miles_gets_tenths_of_them_and_no_more_than_was_asked(
    speed_kmh: float, written: str
) -> None:
    in_mph = Quirk(machine="m", source="s", model="m", targets_in_mph=True)
    assert encode(SetTargetSpeed(speed_kmh), in_mph) == bytes.fromhex(written)


async def test_an_op_code_is_waited_for_until_its_answer_comes_or_is_given_up() -> None:
    answers = Answers()
    assert not answers.waits_for(2)
    answers.expect(SPEED)
    assert answers.waits_for(2) and not answers.waits_for(3)
    answers.take(2, Answer.ACCEPTED)
    assert not answers.waits_for(2)
    answers.expect(SLOPE).cancel()
    assert not answers.waits_for(3)


@pytest.mark.parametrize(
    ("status", "in_mph", "same"),
    [
        ("05 64 00", False, True),
        ("05 65 00", False, False),
        ("05 a0 00", False, False),
        ("05 a0 00", True, True),  # 1.0 mph told as 1.6 km/h
        ("05 64 00", True, True),
        ("05 f0 00", True, False),
        ("06 19 00", False, True),
        ("06 1a 00", False, False),
        ("05", False, False),
        ("04", False, False),
    ],
)
async def test_a_status_of_another_target_is_no_answer(
    status: str, in_mph: bool, same: bool
) -> None:
    answers = Answers()
    assert not answers.names_the_same(bytes.fromhex(status), in_mph=in_mph)
    answers.expect(SPEED)
    answers.expect(SLOPE)
    assert answers.names_the_same(bytes.fromhex(status), in_mph=in_mph) is same


ROW = Quirk(machine="m", source="s", model="m")
LEVELS = replace(ROW, inclinations=((-1.0, 7), (0.0, 8), (0.6, 60), (1.3, 130)))


@pytest.mark.parametrize(
    ("quirk", "command", "written"),
    [
        (replace(ROW, inclination_scale=0.5), SetTargetInclination(3.0), "03 0f 00"),
        (LEVELS, SetTargetInclination(0.6), "03 3c 00"),
        (LEVELS, SetTargetInclination(1.2), "03 3c 00"),
        (LEVELS, SetTargetInclination(9.0), "03 82 00"),
        (LEVELS, SetTargetInclination(-5.0), "03 07 00"),
        (replace(ROW, start_not_needed=True, min_speed_kmh=0.8), Start(), "02 50 00"),
    ],
)
def test_a_row_changes_what_is_written(quirk: Quirk, command: Command, written: str) -> None:
    assert encode(command, quirk) == bytes.fromhex(written)


@pytest.mark.parametrize(
    ("status", "stop_due", "op"),
    [
        ("02 01", True, 0x08),
        ("02 01", False, None),
        ("05 64 00", False, 0x02),
        ("05 c8 00", False, None),
        ("06 19 00", False, None),
        ("04", False, None),
        ("ff", True, None),
        ("", True, None),
    ],
)
async def test_a_status_is_the_answer_to_what_is_waited_for(
    status: str, stop_due: bool, op: int | None
) -> None:
    answers = Answers()
    answers.expect(SPEED)
    assert answers.of_status(bytes.fromhex(status), in_mph=False, stop_due=stop_due) == op
