import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.cli.fleet.gym import machines
from tests.mosquitto import Mosquitto, at_work
from treadctl.cli.alarm import MAY_BE_MOVING

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with at_work(tmp_path) as found:
        yield found
    gc.collect()


def test_a_walking_machine_stands_after_it(treadctl: Treadctl, broker: Mosquitto) -> None:
    with machines(broker.port, ("tm-1", "tm-2")) as (one, other):
        ended = treadctl("fleet", "--broker", url(broker), "stop", "sim/tm-1")
        assert (ended.code, ended.out) == (0, "The belt of sim/tm-1 stands.\n")
        assert one.latest is not None and one.latest["belt"] == "standing"
        assert other.latest is not None


def test_a_machine_that_is_not_there_may_be_moving(
    treadctl: Treadctl, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadctl.edges.fleet.stopping.STAND_LIMIT_S", 0.5)
    ended = treadctl("fleet", "stop", "sim/tm-9", "--broker", url(broker))
    assert ended.code == MAY_BE_MOVING
    assert "PULL THE SAFETY KEY" in ended.err


def test_without_a_broker_it_may_be_moving(treadctl: Treadctl, broker: Mosquitto) -> None:
    broker.stop()
    ended = treadctl("fleet", "stop", "sim/tm-1", "--broker", url(broker))
    assert ended.code == MAY_BE_MOVING
    assert "broker was not reached" in ended.err


@pytest.mark.parametrize("name", ["tm-1", "sim/+", "sim/tm-1/x", "Sim/tm-1", ""])
def test_what_is_no_machine_is_a_wrong_call(treadctl: Treadctl, name: str) -> None:
    ended = treadctl("fleet", "stop", name, "--broker", "mqtt://127.0.0.1:1")
    assert (ended.code, "SITE/MACHINE" in ended.complaint) == (2, True)


def url(broker: Mosquitto) -> str:
    return f"mqtt://127.0.0.1:{broker.port}"
