import pytest

from simulators.line_faults import LineFaults
from treadctl.errors import BadInput

ANSWER = bytes.fromhex("010302003239 91")


@pytest.fixture
def faults() -> LineFaults:
    return LineFaults(4800, check_at=-1)


def test_a_line_without_faults_leaves_an_answer_as_it_is(faults: LineFaults) -> None:
    assert faults.spoil(ANSWER) == ANSWER


def test_garbage_is_as_long_as_the_answer_and_another_one(faults: LineFaults) -> None:
    faults.befall("garbage")
    spoiled = faults.spoil(ANSWER)
    assert (len(spoiled), spoiled == ANSWER) == (len(ANSWER), False)


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ("half-frame", ANSWER[:3]),
        ("duplicate", ANSWER + ANSWER),
        ("wrong-checksum", bytes.fromhex("01030200323990")),
    ],
)
def test_one_answer_is_spoiled_and_the_next_is_not(
    faults: LineFaults, fault: str, heard: bytes
) -> None:
    faults.befall(fault)
    assert [faults.spoil(ANSWER), faults.spoil(ANSWER)] == [heard, ANSWER]


def test_as_many_answers_are_spoiled_as_the_value_says(faults: LineFaults) -> None:
    faults.befall("half-frame=3")
    assert [len(faults.spoil(ANSWER)) for _ in range(4)] == [3, 3, 3, 7]


def test_lasting_faults_end_when_the_line_is_mended(faults: LineFaults) -> None:
    for text in ("echo", "delay=0.5", "baud-mismatch"):
        faults.befall(text)
    assert (faults.echo, faults.delay_s, faults.machine_baud) == (True, 0.5, 9600)
    faults.befall("mend")
    assert (faults.echo, faults.delay_s, faults.machine_baud) == (False, 0.0, 4800)


def test_a_line_at_an_unusual_speed_has_a_wrong_one_too() -> None:
    faults = LineFaults(115200, None)
    faults.befall("baud-mismatch")
    assert faults.machine_baud == 57600


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pain", "is no line fault; they are baud-mismatch, delay"),
        ("delay", "needs a value from 0 to 60"),
        ("delay=nan", "needs a value"),
        ("delay=soon", "needs a value"),
        ("garbage=-1", "needs a value from 0 to 1000"),
        ("echo=1", "echo takes no value"),
    ],
)
def test_what_no_line_can_do_is_refused(faults: LineFaults, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        faults.befall(text)


def test_a_protocol_without_a_checksum_cannot_have_a_wrong_one() -> None:
    with pytest.raises(BadInput, match="has no checksum"):
        LineFaults(4800, None).befall("wrong-checksum")
