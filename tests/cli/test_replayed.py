"""What a capture comes to: answers to their writes, and the commands that were given."""

import asyncio

import pytest

from treadctl.cli.replayed import Watch, orders, played
from treadctl.drivers.capture import Capture, Head, Traffic
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, Command, SetTargetInclination, SetTargetSpeed, Start

HEAD = Head(name="X", services={"1826": {"2ad9": ("write", "indicate")}})


def captured(*lines: tuple[float, str, str, str]) -> Capture:
    traffic = [
        Traffic.model_validate({"t_s": t_s, "what": what, "uuid": uuid, "hex": data})
        for t_s, what, uuid, data in lines
    ]
    return Capture(HEAD, tuple(traffic))


def test_an_indication_answers_the_last_write_of_its_kind() -> None:
    found = played(
        captured(
            (1.0, "write", "2ad9", "07"),
            (1.5, "notify", "2ad9", "800704"),
            (2.0, "write", "2ad9", "07"),
            (2.25, "notify", "2ad9", "800701"),
        )
    )
    assert found.answers == {7: [(0.5, b"\x80\x07\x04"), (0.25, b"\x80\x07\x01")]}
    assert found.told == []


def test_what_nobody_asked_for_is_told_at_its_time() -> None:
    found = played(captured((1.0, "notify", "2acd", "00000000"), (2.0, "notify", "2ad9", "800801")))
    assert [one[:2] for one in found.told] == [(1.0, 0x2ACD), (2.0, 0x2AD9)]


def test_a_value_is_what_was_read_first_and_a_vendor_s_uuid_is_whole() -> None:
    vendor = "d18d2c10-c44c-11e8-a355-529269fb1459"
    found = played(
        captured(
            (1.0, "read", "2acc", "01"), (2.0, "read", "2acc", "02"), (3.0, "read", vendor, "03")
        )
    )
    assert found.values[0x2ACC] == b"\x01"
    assert found.values[0xD18D2C10C44C11E8A355529269FB1459] == b"\x03"


def test_the_machine_hangs_up_when_it_did() -> None:
    assert played(captured()).gone_s is None
    assert played(Capture(HEAD, (Traffic(t_s=3.0, what="gone"),))).gone_s == 3.0


@pytest.mark.parametrize(
    ("data", "given"),
    [
        ("07", [Start()]),
        ("022c01", [SetTargetSpeed(3.0)]),
        ("03f1ff", [SetTargetInclination(-1.5)]),
        ("0801", [None]),
        ("00", []),
        ("0802", []),
        ("02", []),
        ("", []),
    ],
)
def test_a_write_is_the_command_it_was(data: str, given: list[Command | None]) -> None:
    assert [one for _, one in orders(captured((1.0, "write", "2ad9", data)))] == given


def test_a_write_elsewhere_is_no_command() -> None:
    assert list(orders(captured((1.0, "write", "fff2", "07")))) == []


async def test_what_came_of_a_command_is_kept_with_its_time() -> None:
    watch = Watch()

    async def slow(_command: Command) -> Answer:
        await asyncio.sleep(0.5)
        return Answer.ACCEPTED

    async def never(_command: Command) -> Answer:
        raise Refused("Not now.")

    async def lost(_command: Command) -> Answer:
        raise LinkLost("It broke.")

    for send in (slow, never, lost):
        watch.order(Start(), send)
    await watch.until(1.0)
    assert watch.seen == [
        {"t": 0.0, "event": "refused", "to": "Start", "why": "Not now."},
        {"t": 0.0, "event": "refused", "to": "Start", "why": "It broke."},
        {"t": 0.5, "event": "answer", "to": "Start", "answer": "accepted"},
    ]
