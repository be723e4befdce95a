"""What a bridge senses, passed on to whoever watches."""

from firmware_bridge import wire
from treadctl.drivers.bridge_inputs import NOT_YET, BridgeInputs, Watcher
from treadctl.protocols.bridge_status import Status

STATUS = Status(0.0, wire.SAFE, 0, 0, 1)


def test_a_watcher_hears_what_is_told_until_it_leaves() -> None:
    heard: list[Status] = []
    lost: list[str] = []
    inputs = BridgeInputs()
    assert inputs.missing == NOT_YET
    with inputs.watched(Watcher(heard.append, lost.append)):
        inputs.heard(STATUS)
        assert inputs.missing is None
        inputs.lost("It is gone.")
        assert inputs.missing == "It is gone."
    inputs.heard(STATUS)
    inputs.lost("It is gone again.")
    assert (heard, lost) == ([STATUS], ["It is gone."])
