"""Bytes that are no valid frame, by the million, into a bridge in each state.

`python -m tests.firmware_bridge.fuzz [--bytes N] [--seed N]`. Noise, truncated frames, frames with
flipped bits, frames run together. 0 if no exception rose, no frame counted and each output was, at
each step, that of a twin that heard nothing.
"""

import argparse
import copy
import random
import sys
import time

from firmware_bridge import wire
from tests.firmware_bridge.rig import Rig, armed_rig, guarding_rig, running_rig, safe_rig

BURST_BYTES = 115  # what 115,200 baud bring in a step of 10 ms
STEPS = 300
KINDS = (wire.HELLO, wire.LIMITS, wire.ARM, wire.SETPOINT, wire.STOP, wire.CLEAR, wire.TIME)


def fuzz(n_bytes: int, seed: int) -> int:
    """Return how many broken frames were counted. Raises AssertionError at the first effect."""
    dice = random.Random(seed)  # noqa: S311 - noise to repeat, not a secret
    beginnings = [made() for made in (Rig, safe_rig, armed_rig, running_rig, guarding_rig)]
    for rig in beginnings:
        rig.heard.clear()
        rig.outs.clear()
    left, bad = n_bytes, 0
    while left > 0:
        twin = copy.deepcopy(dice.choice(beginnings))
        rig = copy.deepcopy(twin)
        for _ in range(STEPS):
            data = _burst(dice, rig)[: max(left, 0)]
            left -= len(data)
            _heard_as_nothing(rig, twin, data)
        bad += rig.bridge._link.receiver.bad
    return bad


def _heard_as_nothing(rig: Rig, twin: Rig, data: bytes) -> None:
    seq, lost = rig.bridge._sender.ack, rig.bridge._link.lost
    rig.raw(data)
    assert (rig.bridge._sender.ack, rig.bridge._link.lost) == (seq, lost), data.hex()
    assert rig.step() == twin.step(), data.hex()
    assert rig.control.state == twin.control.state, data.hex()


def _burst(dice: random.Random, rig: Rig) -> bytes:
    data = b""
    while len(data) < BURST_BYTES:
        data += _piece(dice, rig)
    return data


def _piece(dice: random.Random, rig: Rig) -> bytes:
    kind = dice.randrange(5)
    if kind == 0:
        return dice.randbytes(dice.randrange(1, 200))
    if kind == 1:
        return bytes(dice.choices((0, 1, 2, 3, 4, 5, 0xFF), k=dice.randrange(1, 80)))
    frame = _frame(dice, rig)
    if kind == 2:  # cut off, with a 00 at once or with what comes next
        return frame[: dice.randrange(1, len(frame) - 1)] + bytes(dice.randrange(2))
    if kind == 3:  # two without the 00 between them
        return b"\0" + frame[:-1] + _frame(dice, rig)
    return _flipped(dice, frame) + b"\0"


def _flipped(dice: random.Random, frame: bytes) -> bytes:
    line = bytearray(frame)
    for bit in dice.sample(range((len(line) - 1) * 8), dice.randint(1, 6)):
        line[bit // 8] ^= 1 << bit % 8
    return b"\0" + bytes(line)


def _frame(dice: random.Random, rig: Rig) -> bytes:
    kind = dice.choice(KINDS)
    seq = (rig.seq + dice.randrange(1, 100)) & 0xFFFF
    values = [dice.randrange(120) for _ in wire.MESSAGES[kind][1]]
    return wire.encode(kind, seq, rig.ack, rig.boot_id, wire.pack(kind, *values))


def main() -> int:
    """Fuzz, print what came of it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.firmware_bridge.fuzz")
    parser.add_argument("--bytes", type=int, default=10_000_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    asked = parser.parse_args()
    began = time.perf_counter()
    bad = fuzz(asked.bytes, asked.seed)
    seconds = time.perf_counter() - began
    print(  # noqa: T201
        f"{asked.bytes} bytes, {bad} broken frames: no exception, no output changed;"
        f" seed {asked.seed}, {seconds:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
