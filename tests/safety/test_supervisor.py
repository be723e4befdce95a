"""The rules, one row each: what stops a belt, and what does not. Time is an argument."""

from collections.abc import Callable

import pytest

from tests.safety.told import MACHINE, E, T, Told, connected, starting, stopped, stopping, walking
from treadctl.model import Answer, Notice, NoticeKind, StopCause


def links_lost(told: Told) -> StopCause | None:
    told.supervisor.lost(told.now)
    return told.supervisor.tick(told.now + 5.0 + E)


def link_is_back_late(told: Told) -> StopCause | None:
    told.supervisor.lost(told.now)
    return told.supervisor.connected(MACHINE, told.now + 5.0 + E)


def link_is_back_faster(told: Told) -> StopCause | None:
    told.supervisor.lost(told.now)
    told.hears(1.2)
    told.supervisor.connected(MACHINE, told.now)
    return told.hears(1.2)


def nobody_taps_go_on(told: Told) -> StopCause | None:
    told.supervisor.lost(told.now)
    told.supervisor.connected(MACHINE, told.now)
    told.hears(*[0.8] * 60)
    assert told.supervisor.tick(told.now) is None
    return told.supervisor.tick(told.now + E)


def notice(kind: NoticeKind) -> Callable[[Told], StopCause | None]:
    return lambda told: told.supervisor.noticed(Notice(kind), told.now)


ROWS: list[tuple[Callable[[], Told], Callable[[Told], StopCause | None], StopCause]] = [
    (walking, notice(NoticeKind.STOPPED_BY_SAFETY_KEY), StopCause.SAFETY_KEY),
    (starting, notice(NoticeKind.STOPPED_BY_SAFETY_KEY), StopCause.SAFETY_KEY),
    (stopping, notice(NoticeKind.STOPPED_BY_SAFETY_KEY), StopCause.SAFETY_KEY),
    (walking, notice(NoticeKind.STOPPED_BY_USER), StopCause.CONSOLE),
    (starting, notice(NoticeKind.STOPPED_BY_USER), StopCause.CONSOLE),
    (walking, notice(NoticeKind.RESET), StopCause.CONSOLE),
    (walking, notice(NoticeKind.CONTROL_LOST), StopCause.CONTROL_LOST),
    (walking, links_lost, StopCause.LINK_LOST),
    (starting, links_lost, StopCause.LINK_LOST),
    (walking, link_is_back_late, StopCause.LINK_LOST),
    (walking, link_is_back_faster, StopCause.LINK_LOST),
    (walking, nobody_taps_go_on, StopCause.NO_ANSWER),
    (walking, lambda told: told.hears(1.7), StopCause.SPEED_JUMP),
    (walking, lambda told: told.hears(1.05, 0.95, 1.35, 1.33, 1.34, 1.33), StopCause.OVERSPEED),
    (walking, lambda told: told.hears(0.9, 1.0, 1.15), StopCause.RUNAWAY),
    (walking, lambda told: told.hears(*[0.0] * 10), StopCause.STUCK_BELT),
    (walking, lambda told: told.hears(*[0.5] * 20), StopCause.UNIT_MISMATCH),
]


@pytest.mark.parametrize(("when", "what", "cause"), ROWS)
def test_this_stops_the_belt(
    when: Callable[[], Told], what: Callable[[Told], StopCause | None], cause: StopCause
) -> None:
    assert what(when()) is cause


@pytest.mark.parametrize(
    ("when", "what"),
    [
        (connected, notice(NoticeKind.STOPPED_BY_SAFETY_KEY)),
        (connected, notice(NoticeKind.STOPPED_BY_USER)),
        (connected, notice(NoticeKind.CONTROL_LOST)),
        (stopping, notice(NoticeKind.STOPPED_BY_USER)),
        (walking, notice(NoticeKind.STARTED_BY_USER)),
        (walking, notice(NoticeKind.TARGET_SPEED_CHANGED)),
        (walking, notice(NoticeKind.TARGET_INCLINATION_CHANGED)),
        (connected, links_lost),
        (connected, link_is_back_late),
        (stopped, links_lost),
        (walking, lambda told: told.hears(0.8, 0.8, *[1.3] * 6)),
        (walking, lambda told: told.hears(300.0, 0.8, 300.0, 0.8)),
        (walking, lambda told: told.hears(*[0.0] * 8, 0.8)),
        (walking, lambda told: told.hears(*[0.8] * 200)),
    ],
)
def test_this_does_not(when: Callable[[], Told], what: Callable[[Told], StopCause | None]) -> None:
    assert what(when()) is None


def run_by_its_console() -> Told:
    told = connected()
    told.supervisor.noticed(Notice(NoticeKind.STARTED_BY_USER), told.now)
    told.hears(1.0, 2.0, 3.0)
    return told


@pytest.mark.parametrize(("told_of_it", "alarm"), [(True, False), (False, True)])
def test_a_machine_that_says_it_stops_already_may_refuse_a_stop(
    told_of_it: bool, alarm: bool
) -> None:
    told = run_by_its_console()
    if told_of_it:
        told.supervisor.noticed(Notice(NoticeKind.STOPPED_BY_USER), told.now)
    told.supervisor.stop(StopCause.PAIN, told.now)
    for _ in range(3):
        told.supervisor.stopping.answered(Answer.FAILED)
    assert told.supervisor.alarm_due(told.now + E) is alarm


@pytest.mark.parametrize(("latched", "alarm"), [(StopCause.INTERRUPTED, False), (None, True)])
def test_a_machine_that_the_process_before_stopped_may_refuse_a_stop(
    latched: StopCause | None, alarm: bool
) -> None:
    told = Told(latched=latched)
    told.supervisor.stop(StopCause.INTERRUPTED, told.now)
    told.supervisor.connected(MACHINE, told.now)
    told.hears(2.0)
    for _ in range(3):
        told.supervisor.stopping.answered(Answer.FAILED)
    assert told.supervisor.alarm_due(told.now + E) is alarm


def test_a_machine_that_says_it_stops_and_does_not_is_an_alarm() -> None:
    told = run_by_its_console()
    told.supervisor.noticed(Notice(NoticeKind.STOPPED_BY_USER), told.now)
    told.supervisor.stop(StopCause.PAIN, told.now)
    told.hears(*[3.0] * 5)
    assert told.supervisor.alarm_due(told.now)


@pytest.mark.parametrize("when", [starting, walking])
def test_silence_is_a_fault_after_3_5_s(when: Callable[[], Told]) -> None:
    after_s, cause = when().ticks_until_stopped()
    assert cause is StopCause.TELEMETRY_LOST
    assert after_s == pytest.approx(3.5, abs=2 * E)


def test_a_belt_that_does_not_start_is_given_up_after_15_s() -> None:
    told = starting()
    begun = told.now
    while (cause := told.supervisor.tick(told.now)) is None:
        told.hears(0.0)
        assert told.now < begun + 20.0
    assert cause is StopCause.NOT_STARTED and told.now == begun + 15.0 + T


@pytest.mark.parametrize(("silent_s", "stops"), [(5.0 - E, False), (5.0, False), (5.0 + E, True)])
def test_a_page_that_is_the_only_stop_button_may_be_silent_for_5_s(
    silent_s: float, stops: bool
) -> None:
    told = walking(wired=False)
    told.supervisor.stop_input.screen_alive(told.now - silent_s)
    cause = told.supervisor.tick(told.now)
    assert cause is (StopCause.SCREEN_LOST if stops else None)


def test_with_a_wired_button_the_page_may_be_silent() -> None:
    assert walking().supervisor.tick(walking().now) is None


@pytest.mark.parametrize("phase", [connected, stopping, stopped])
def test_no_clock_stops_a_belt_that_we_do_not_drive(phase: Callable[[], Told]) -> None:
    told = phase()
    assert told.supervisor.tick(told.now + 3600.0) is None
