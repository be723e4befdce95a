"""What a board does for ever: a control step every 10 ms, and the line in between."""

from firmware_bridge.bridge import Bridge
from firmware_bridge.ticks import since
from firmware_bridge.wire import FAULT, SAFE

TYPE_CHECKING = False  # there is no typing on a microcontroller
if TYPE_CHECKING:
    from firmware_bridge.board import Board

STEP_MS = 10


def run(bridge: Bridge, board: "Board") -> None:
    """Never return. However it ends, outputs are off and the watchdog starves."""
    try:
        while True:
            turn(bridge, board)
    finally:
        board.off()


def turn(bridge: Bridge, board: "Board") -> None:
    """Make one step, feed the watchdog if all is well, then listen and talk."""
    board.wait()
    took_us = step(bridge, board)
    if bridge.may_feed(board.duty(), board.k1(), took_us):
        board.feed()
    bridge.received(board.read(), board.now_ms())
    said = bridge.talk(board.now_ms())
    if said:
        board.write(said)
    if board.tidy(bridge.control.state in (SAFE, FAULT)):
        bridge.collected()


def step(bridge: Bridge, board: "Board") -> int:
    """Make the control step, outputs included; return how long it took in us."""
    began_us = board.now_us()
    bridge.step(board.now_ms(), board.levels())
    control = bridge.control
    board.drive(
        control.motor.duty, control.relay.wanted, control.relay.alive, control.incline.direction
    )
    return since(began_us, board.now_us())
