"""What is said of a broker that is lost."""

import aiomqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from treadctl.edges.mqtt_losses import OFTEN_S, TAKEN_OVER, Losses, first, taken_over

HUNG_UP = aiomqtt.MqttError("Disconnected during message iteration")


def caused_by(code: int) -> aiomqtt.MqttError:
    """As aiomqtt raises it for a broker that said this before it hung up."""
    error = aiomqtt.MqttError("Disconnected during message iteration")
    error.__cause__ = aiomqtt.MqttCodeError(ReasonCode(PacketTypes.DISCONNECT, identifier=code))
    return error


@pytest.mark.parametrize(("code", "taken"), [(TAKEN_OVER, True), (0x80, False)])
def test_a_broker_that_says_so_names_the_other_machine(code: int, taken: bool) -> None:
    error = BaseExceptionGroup("", [HUNG_UP, caused_by(code)])
    assert taken_over(error) is taken
    said = Losses("gym-1/treadmill-1").lost(error, 0.0)
    assert ("another machine calls itself gym-1/treadmill-1 too" in said) is taken


def test_one_that_only_hangs_up_again_and_again_may_have_two_of_a_name() -> None:
    losses = Losses("gym-1/treadmill-1")
    assert [losses.lost(HUNG_UP, at) for at in (0.0, 20.0)] == [str(HUNG_UP)] * 2
    assert "or another machine calls itself gym-1/treadmill-1 too" in losses.lost(HUNG_UP, 40.0)
    assert losses.lost(HUNG_UP, 40.0 + OFTEN_S) == str(HUNG_UP)


def test_of_many_errors_the_first_is_told() -> None:
    assert first(BaseExceptionGroup("", [BaseExceptionGroup("", [HUNG_UP])])) is HUNG_UP
