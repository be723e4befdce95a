"""What a machine says of its console, overheard on its way to the guard."""

import asyncio
from contextlib import suppress

import pytest

from tests.cli.commission.beside import ByRadio
from treadctl.cli.commission.failures import NotCommissioned
from treadctl.cli.commission.overheard import not_by_hand, overheard
from treadctl.model import Answer, Event, Machine, Notice, NoticeKind, Telemetry

USER, KEY = NoticeKind.STOPPED_BY_USER, NoticeKind.STOPPED_BY_SAFETY_KEY


class Ear:
    """A listener that writes down what it was told, in its order; events come there, too."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def ready(self, machine: Machine) -> None:
        self.told.append(machine)

    def heard(self, telemetry: Telemetry) -> None:
        self.told.append(telemetry)

    def noticed(self, notice: Notice) -> None:
        self.told.append(notice)

    def stop_written(self, at: float) -> None:
        self.told.append("stop_written")

    def stop_answered(self, answer: Answer) -> None:
        self.told.append(answer)


async def test_a_listener_hears_all_that_it_would_and_each_notice_is_an_event_first() -> None:
    rig, ear = ByRadio(), Ear()
    driver = overheard(rig.open_driver, ear.told.append)(ear)
    running = asyncio.create_task(driver.run())
    await asyncio.sleep(5.0)
    rig.befall("console-stop")
    driver.stop()
    await asyncio.sleep(5.0)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    kinds = {type(one) for one in ear.told}
    assert kinds == {Machine, Telemetry, Notice, Event, str, Answer}
    at = ear.told.index(Notice(USER))
    event = ear.told[at - 1]
    assert isinstance(event, Event) and event.data == {"kind": USER}


@pytest.mark.parametrize(
    ("said", "asked", "by_hand"),
    [
        (USER, (USER, KEY), True),
        (KEY, (USER, KEY), True),
        (USER, (KEY,), False),
        (NoticeKind.STARTED_BY_USER, (USER, KEY), False),
    ],
)
def test_only_the_kinds_that_are_asked_for_are_a_stop_by_hand(
    said: NoticeKind, asked: tuple[NoticeKind, ...], by_hand: bool
) -> None:
    told = [Event(1.0, "connected"), Event(2.0, "noticed", {"kind": said})]
    if by_hand:
        with pytest.raises(NotCommissioned):
            not_by_hand(told, *asked)
    else:
        not_by_hand(told, *asked)
