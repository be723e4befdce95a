"""Result codes: FTMS 1.0, table 4.24."""

from dataclasses import replace

import pytest

from simulators.control_point import Controller
from simulators.machines import DEFAULT, MachineModel


def ask(controller: Controller, order: str, now: float) -> int:
    return controller.carry_out(bytes.fromhex(order), now)


def started(model: MachineModel = DEFAULT) -> Controller:
    """A controller whose belt has been at its lowest speed for long when the time is 100 s."""
    controller = Controller(model, now=0.0)
    assert ask(controller, "07", now=0.0) == 1
    controller.belt.advance(100.0)
    return controller


def speed_after(controller: Controller, order: str) -> float:
    """Return the speed half a minute after a running belt was given `order`."""
    assert ask(controller, order, now=100.0) == 1
    controller.belt.advance(130.0)
    return round(controller.belt.speed_kmh, 6)


@pytest.mark.parametrize(
    ("order", "result"),
    [
        ("00", 1),
        ("02c800", 1),
        ("031900", 1),
        ("0801", 1),
        ("0802", 1),
        ("07", 4),
        ("0800", 3),
        ("08", 3),
        ("02", 3),
        ("02c80000", 3),
        ("023100", 3),
        ("02b104", 3),
        ("03ffff", 3),
        ("037900", 3),
        ("0464", 2),
        ("0c881300", 2),
        ("15", 2),
        ("ff", 2),
    ],
)
def test_a_running_machine_answers(order: str, result: int) -> None:
    assert ask(started(), order, now=100.0) == result


@pytest.mark.parametrize(
    ("order", "result"), [("07", 1), ("0801", 4), ("02c800", 4), ("031900", 1)]
)
def test_a_standing_machine_answers(order: str, result: int) -> None:
    assert ask(Controller(DEFAULT, now=0.0), order, now=1.0) == result


@pytest.mark.parametrize(
    ("order", "speed_kmh"), [("02c800", 2.0), ("02cf00", 2.0), ("020802", 5.2), ("02b004", 12.0)]
)
def test_a_target_is_rounded_down_to_the_machines_grid(order: str, speed_kmh: float) -> None:
    assert speed_after(started(), order) == speed_kmh


def test_a_second_stop_fails_and_the_first_goes_on() -> None:
    controller = started()
    assert [ask(controller, "0801", now=100.0 + i / 4) for i in range(3)] == [1, 4, 4]
    controller.belt.advance(101.0)
    assert controller.belt.standing


def test_a_start_before_the_belt_stands_fails() -> None:
    controller = started()
    ask(controller, "0801", now=100.0)
    assert ask(controller, "07", now=100.1) == 4
    assert ask(controller, "07", now=102.0) == 1


def test_a_reset_stops_the_belt_levels_the_deck_and_zeroes_the_time() -> None:
    controller = started()
    ask(controller, "031400", now=100.0)
    controller.belt.advance(120.0)
    assert ask(controller, "01", now=120.0) == 1
    controller.belt.advance(140.0)
    assert (controller.belt.standing, controller.belt.inclination_percent) == (True, 0.0)
    assert controller.belt.elapsed_s < 1.0


def test_a_machine_that_keeps_a_target_starts_with_it() -> None:
    controller = Controller(replace(DEFAULT, keeps_target_standing=True), now=0.0)
    assert ask(controller, "02c800", now=0.0) == 1
    ask(controller, "07", now=1.0)
    controller.belt.advance(60.0)
    assert controller.belt.speed_kmh == 2.0


def test_a_machine_that_clamps_accepts_a_target_out_of_range() -> None:
    controller = started(replace(DEFAULT, clamps_targets=True))
    assert speed_after(controller, "02d007") == 12.0


def test_a_machine_without_incline_does_not_know_the_order() -> None:
    assert ask(started(replace(DEFAULT, inclination_deci=None)), "031400", now=100.0) == 2


def test_a_pulled_key_forbids_a_start() -> None:
    controller = Controller(DEFAULT, now=0.0)
    controller.key_out = True
    assert ask(controller, "07", now=1.0) == 4


def test_a_machine_of_coarse_steps_rounds_down_to_them() -> None:
    assert speed_after(started(replace(DEFAULT, coarse_step_centi=50)), "02c700") == 1.5


@pytest.mark.parametrize(("order", "percent"), [("030a00", 0.5), ("030900", 0.0), ("031e00", 2.0)])
def test_a_machine_of_levels_takes_the_one_that_is_not_above(order: str, percent: float) -> None:
    controller = started(replace(DEFAULT, slopes=((0, 0), (10, 5), (30, 20))))
    assert ask(controller, order, now=100.0) == 1
    controller.belt.advance(160.0)
    assert controller.belt.inclination_percent == percent


def test_a_machine_without_a_start_is_started_by_a_target() -> None:
    controller = Controller(replace(DEFAULT, starts_by_target=True), now=0.0)
    assert ask(controller, "07", now=0.0) == 2
    assert ask(controller, "02c800", now=0.0) == 1
    controller.belt.advance(30.0)
    assert controller.belt.speed_kmh == 2.0


@pytest.mark.parametrize("clears", [False, True])
def test_a_second_stop_clears_the_counters_of_a_machine_that_does_so(clears: bool) -> None:
    controller = started(replace(DEFAULT, second_stop_clears=clears))
    assert ask(controller, "0801", now=100.0) == 1
    assert ask(controller, "0801", now=101.0) == 4
    assert (controller.belt.distance_m == 0.0) is clears
