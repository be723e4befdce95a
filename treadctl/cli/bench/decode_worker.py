"""Decodes the frames on standard input with both decoders; runs where pyftms is, without click.

First argument: the folder that holds treadctl. Input: one frame a line, in hex. Output: JSON.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 25
ROUND_S = 0.1


def main() -> None:
    """Print the median frames per second of each, of the frames that both can read."""
    sys.path.append(sys.argv[1])  # last, so that everything but treadctl comes from this venv
    from treadctl.protocols.ftms import RecordAssembler

    peer = _peer()
    frames = [bytes.fromhex(line) for line in sys.stdin.read().split()]
    both = [frame for frame in frames if _reads(peer, frame)]
    feed = RecordAssembler().feed
    decoders: tuple[Callable[[bytes], object], ...] = (lambda data: feed(data, 0.0), peer)
    ours, theirs = measure(decoders, both)
    refused = len(frames) - len(both)
    found = {"frames": len(both), "peer_refused": refused, "ours": ours, "peer": theirs}
    sys.stdout.write(json.dumps(found | {"python": sys.version.split()[0]}))


def measure(
    decoders: tuple[Callable[[bytes], object], ...], frames: list[bytes], rounds: int = ROUNDS
) -> list[float]:
    """The median frames per second of each decoder, in rounds that take turns."""
    speeds: list[list[float]] = [[] for _ in decoders]
    for turn in range(rounds):
        order = range(len(decoders)) if turn % 2 else reversed(range(len(decoders)))
        for which in order:
            speeds[which].append(_round(decoders[which], frames))
    return [statistics.median(found) for found in speeds]


def _round(decode: Callable[[bytes], object], frames: list[bytes]) -> float:
    done, began = 0, time.perf_counter()
    while (took_s := time.perf_counter() - began) < ROUND_S:
        for frame in frames:
            decode(frame)
        done += len(frames)
    return done / took_s


def _peer() -> Callable[[bytes], object]:
    from pyftms.models import TreadmillData  # type: ignore[import-not-found]  # in its own venv
    from pyftms.serializer import get_serializer  # type: ignore[import-not-found]

    serializer: Any = get_serializer(TreadmillData)
    return lambda data: serializer.deserialize(data)._asdict()


def _reads(decode: Callable[[bytes], object], frame: bytes) -> bool:
    try:
        decode(frame)
    except (ValueError, EOFError, IndexError, ArithmeticError, TypeError):
        return False
    return True


if __name__ == "__main__":
    main()
