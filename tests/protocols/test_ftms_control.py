import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import BadInput, DecodeError
from treadctl.model import Notice, NoticeKind
from treadctl.protocols import ftms_control as control

WRITES = [row for row in rows("2ad9") if row.frames[0][0] != 0x80]
RESPONSES = [row for row in rows("2ad9") if row.frames[0][0] == 0x80]
NOTHING_TO_DO = [0x00, *range(0x07, 0xFF)]


SIMPLE = {
    "request_control": control.REQUEST_CONTROL,
    "reset": control.RESET,
    "start_or_resume": control.START,
}


def encoded(row: Row) -> bytes | None:
    """What we write for the meaning of a golden row; None for what we never write."""
    match row.decoded:
        case {"name": "stop_or_pause", "action": "stop"}:
            return control.STOP
        case {"name": "set_target_speed", "speed_kmh": float(speed_kmh)}:
            return control.encode_target_speed(control.centi_kmh(speed_kmh))
        case {"name": "set_target_inclination", "inclination_percent": float(percent)}:
            return control.encode_target_inclination(control.deci_percent(percent))
    return SIMPLE.get(row.decoded["name"])


@pytest.mark.parametrize("row", [row for row in WRITES if encoded(row)], ids=str)
def test_a_write_is_encoded_as_its_golden_row(row: Row) -> None:
    assert encoded(row) == row.frames[0]


def test_every_write_we_make_has_a_golden_row() -> None:
    names = {row.decoded["name"] for row in WRITES if encoded(row)}
    assert len(names) == 6


def test_every_hundredth_of_a_speed_is_written_exactly() -> None:
    for hundredths in range(2501):
        speed_kmh = float(f"{hundredths // 100}.{hundredths % 100:02}")
        sent = control.encode_target_speed(control.centi_kmh(speed_kmh))
        assert sent == bytes([0x02, hundredths % 256, hundredths // 256])


def test_every_tenth_of_an_inclination_is_written_exactly() -> None:
    for tenths in range(-400, 401):
        percent = float(f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}")
        sent = control.encode_target_inclination(control.deci_percent(percent))
        assert sent == bytes([0x03, tenths % 65536 % 256, tenths % 65536 // 256])


@pytest.mark.parametrize("centi_kmh", [-1, 0x10000])
def test_a_speed_the_wire_cannot_carry_is_refused(centi_kmh: int) -> None:
    with pytest.raises(BadInput, match=r"0 to 655.35 km/h"):
        control.encode_target_speed(centi_kmh)


@pytest.mark.parametrize("deci_percent", [-0x8001, 0x8000])
def test_an_inclination_the_wire_cannot_carry_is_refused(deci_percent: int) -> None:
    with pytest.raises(BadInput, match=r"within 3276.7 %"):
        control.encode_target_inclination(deci_percent)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_target_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(BadInput, match="speed must be a finite number"):
        control.centi_kmh(value)
    with pytest.raises(BadInput, match="inclination must be a finite number"):
        control.deci_percent(value)


@pytest.mark.parametrize("row", WRITES, ids=str)
def test_a_write_reads_as_its_golden_row(row: Row) -> None:
    request = control.decode_control_point(row.frames[0])
    assert {"op": request.op, "name": request.name, **request.values} == row.decoded


@pytest.mark.parametrize("row", RESPONSES, ids=str)
def test_a_response_reads_as_its_golden_row(row: Row) -> None:
    response = control.decode_response(row.frames[0])
    assert response.response_to == row.decoded["response_to"]
    assert response.result == row.decoded["result_code"]
    assert response.result_name == row.decoded["result"]
    assert response.parameters.hex() == row.decoded.get("parameters", "")


@pytest.mark.parametrize("data", ["", "80", "8002", "0201", "020101", "ff0201"])
def test_what_is_no_whole_response_is_refused(data: str) -> None:
    with pytest.raises(DecodeError, match="3 bytes and starts with 80"):
        control.decode_response(bytes.fromhex(data))


@pytest.mark.parametrize("row", rows("2ada"), ids=str)
def test_a_status_reads_as_its_golden_row(row: Row) -> None:
    status = control.decode_status(row.frames[0])
    assert {"event": status.event, "event_code": status.code, **status.values} == row.decoded


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("01", Notice(NoticeKind.RESET)),
        ("0201", Notice(NoticeKind.STOPPED_BY_USER)),
        ("0202", Notice(NoticeKind.STOPPED_BY_USER)),
        ("020200", Notice(NoticeKind.STOPPED_BY_USER)),
        ("03", Notice(NoticeKind.STOPPED_BY_SAFETY_KEY)),
        ("04", Notice(NoticeKind.STARTED_BY_USER)),
        ("040000", Notice(NoticeKind.STARTED_BY_USER)),
        ("05e803", Notice(NoticeKind.TARGET_SPEED_CHANGED, 10.0)),
        ("050000", Notice(NoticeKind.TARGET_SPEED_CHANGED, 0.0)),
        ("06f1ff", Notice(NoticeKind.TARGET_INCLINATION_CHANGED, -1.5)),
        ("ff", Notice(NoticeKind.CONTROL_LOST)),
    ],
)
def test_a_status_we_act_on_becomes_a_notice(data: str, expected: Notice) -> None:
    assert control.notice(bytes.fromhex(data)) == expected


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("02", NoticeKind.STOPPED_BY_USER),
        ("05", NoticeKind.TARGET_SPEED_CHANGED),
        ("05e8", NoticeKind.TARGET_SPEED_CHANGED),
    ],
)
def test_a_status_cut_short_still_says_what_happened(data: str, kind: NoticeKind) -> None:
    assert control.notice(bytes.fromhex(data)) == Notice(kind, None)


def test_a_status_we_do_not_act_on_is_no_notice() -> None:
    assert [control.notice(bytes([code, 1, 0])) for code in NOTHING_TO_DO] == [None] * 249
    assert control.notice(b"") is None


@pytest.mark.parametrize("row", rows("2ad3"), ids=str)
def test_a_training_status_reads_as_its_golden_row(row: Row) -> None:
    found = control.decode_training_status(row.frames[0])
    assert found.status == row.decoded["status"]
    assert found.code == row.decoded["status_code"]
    assert found.text == row.decoded.get("text")


def test_garbage_in_a_training_text_is_shown_as_far_as_it_goes() -> None:
    found = control.decode_training_status(bytes.fromhex("010d48ff690000"))
    assert found.text == "H\N{REPLACEMENT CHARACTER}i"


def test_a_training_text_that_was_not_announced_is_ignored() -> None:
    assert control.decode_training_status(bytes.fromhex("000d4869")).text is None


@given(st.binary(max_size=24))
def test_no_bytes_make_a_decoder_fail_but_in_words(data: bytes) -> None:
    control.notice(data)
    for decode, enough in (
        (control.decode_control_point, len(data) > 0),
        (control.decode_status, len(data) > 0),
        (control.decode_training_status, len(data) > 1),
        (control.decode_response, len(data) > 2 and data[0] == 0x80),
    ):
        if enough:
            decode(data)
        else:
            with pytest.raises(DecodeError):
                decode(data)
