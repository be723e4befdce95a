"""How README's table of stops shows on each machine at a serial line, and where it cannot."""

from collections.abc import Mapping

from tests.serial_kinds import KINDS
from treadctl.model import StopCause

Ends = Mapping[str, Mapping[str, StopCause]]
"""What befalls a machine; by the kind of machine, the cause for which it stops."""

IN_A_WALK: Ends = {
    "safety-key": {
        "trackmaster": StopCause.LINK_LOST,
        "woodway": StopCause.LINK_LOST,
        "csafe": StopCause.CONTROL_LOST,
        "bridge": StopCause.SAFETY_KEY,
        "lifespan-tach": StopCause.LINK_LOST,
    },
    "pain": {"bridge": StopCause.SAFETY_KEY},  # its own button: the relay is opened as by the key
    "console-stop": {
        "trackmaster": StopCause.CONSOLE,
        "woodway": StopCause.STUCK_BELT,
        "csafe": StopCause.CONSOLE,
        "bridge": StopCause.CONSOLE,
        "lifespan-tach": StopCause.STUCK_BELT,
    },
    "unplug": dict.fromkeys(KINDS, StopCause.LINK_LOST),
    "telemetry-silence": {
        "trackmaster": StopCause.LINK_LOST,
        "woodway": StopCause.LINK_LOST,
        "csafe": StopCause.TELEMETRY_LOST,
        "bridge": StopCause.LINK_LOST,
    },
    "baud-mismatch": {
        "trackmaster": StopCause.LINK_LOST,
        "woodway": StopCause.LINK_LOST,
        "csafe": StopCause.TELEMETRY_LOST,
        "lifespan-tach": StopCause.LINK_LOST,
    },
    "garbage=1000": {
        "trackmaster": StopCause.LINK_LOST,
        "woodway": StopCause.LINK_LOST,
        "csafe": StopCause.TELEMETRY_LOST,
        "lifespan-tach": StopCause.LINK_LOST,
    },
    "tach-silence": {"lifespan-tach": StopCause.TELEMETRY_LOST},
    "tach-unplug": {"lifespan-tach": StopCause.TELEMETRY_LOST},
    "tach-cut": {"bridge": StopCause.CONTROL_LOST, "lifespan-tach": StopCause.STUCK_BELT},
    "telemetry-frozen": {"csafe": StopCause.TELEMETRY_FROZEN},
    "runaway=0.1": dict.fromkeys(KINDS, StopCause.OVERSPEED),
    "runaway=1.0": {
        "trackmaster": StopCause.RUNAWAY,
        "woodway": StopCause.RUNAWAY,
        "csafe": StopCause.RUNAWAY,
        "bridge": StopCause.OVERSPEED,
    },
    "runaway=0.6": {"lifespan-tach": StopCause.RUNAWAY},
    "speed-jump=2.0": dict.fromkeys(KINDS, StopCause.SPEED_JUMP),
    "stuck-belt": {
        **dict.fromkeys(KINDS, StopCause.STUCK_BELT),
        "bridge": StopCause.CONTROL_LOST,
    },
    "control-lost": {"csafe": StopCause.CONTROL_LOST, "bridge": StopCause.CONTROL_LOST},
}

FROM_THE_START: Ends = {
    "mph-shown": dict.fromkeys(("csafe", "lifespan-tach"), StopCause.UNIT_MISMATCH),
    "stuck-belt": {
        **dict.fromkeys(KINDS, StopCause.NOT_STARTED),
        "bridge": StopCause.CONTROL_LOST,
    },
}

RUNS_ON = ("csafe", "lifespan-tach")
"""Nothing in these stops a belt whose host is gone."""

OUT_OF_REACH = frozenset(
    {(kind, what) for kind in RUNS_ON for what in ("unplug", "baud-mismatch")}
    | {("csafe", "control-lost")}
)
"""What leaves a belt running that no stop can reach: then all that is left is the alarm."""

IGNORE_STOPS = ("csafe", "lifespan-tach", "trackmaster", "woodway")
"""The machines that can. A bridge takes the output away by itself."""

EVERYWHERE = frozenset(
    {
        StopCause.PAIN,
        StopCause.USER,
        StopCause.FINISHED,
        StopCause.SHUTDOWN,
        StopCause.NO_ANSWER,
        StopCause.HEART_RATE,
        StopCause.BUTTON_TEST,
        StopCause.BUTTON_LOST,
        StopCause.SCREEN_LOST,
        StopCause.EDGES_LOST,
        StopCause.INTERRUPTED,
    }
)
"""What comes from people, the room or the disk: it has to reach each line alike."""

_SILENT_WITHOUT_POWER = "its key takes its power, and then it says nothing: link_lost"
_WHO_IS_SILENT_IS_GONE = "each of its answers is telemetry, so without any it is gone: link_lost"
_NO_COUNTERS = "it tells no time and no distance that could stand still"
_NO_SUCH_STATE = "it has no state in which it takes no orders"
_ONE_UNIT = "its protocol has one unit: miles"
_DOES_NOT_TELL = "it does not tell who stopped it: stuck_belt"

NOT_SHOWN: Mapping[str, Mapping[StopCause, str]] = {
    "trackmaster": {
        StopCause.SAFETY_KEY: _SILENT_WITHOUT_POWER,
        StopCause.TELEMETRY_LOST: _WHO_IS_SILENT_IS_GONE,
        StopCause.TELEMETRY_FROZEN: _NO_COUNTERS,
        StopCause.UNIT_MISMATCH: _ONE_UNIT,
        StopCause.CONTROL_LOST: _NO_SUCH_STATE,
    },
    "woodway": {
        StopCause.SAFETY_KEY: _SILENT_WITHOUT_POWER,
        StopCause.CONSOLE: _DOES_NOT_TELL,
        StopCause.TELEMETRY_LOST: _WHO_IS_SILENT_IS_GONE,
        StopCause.TELEMETRY_FROZEN: _NO_COUNTERS,
        StopCause.UNIT_MISMATCH: _ONE_UNIT,
        StopCause.CONTROL_LOST: _NO_SUCH_STATE,
    },
    "csafe": {StopCause.SAFETY_KEY: "its state is an error, which does not say why: control_lost"},
    "bridge": {
        StopCause.TELEMETRY_LOST: _WHO_IS_SILENT_IS_GONE,
        StopCause.TELEMETRY_FROZEN: "it numbers what it says: a repeat is dropped, as silence",
        StopCause.RUNAWAY: "between two pulses its tachometer says the same again: overspeed",
        StopCause.STUCK_BELT: "its own rule about pulses comes first: control_lost",
        StopCause.NOT_STARTED: "its own rule about pulses comes first: control_lost",
        StopCause.UNIT_MISMATCH: "it holds its belt to what its tachometer says, right or wrong",
        StopCause.NOT_STOPPING: "it takes the output away by itself",
    },
    "lifespan-tach": {
        StopCause.SAFETY_KEY: _SILENT_WITHOUT_POWER,
        StopCause.CONSOLE: _DOES_NOT_TELL,
        StopCause.TELEMETRY_FROZEN: "the bridge numbers what it says: a repeat is dropped",
        StopCause.CONTROL_LOST: _NO_SUCH_STATE,
    },
}
"""The causes that no machine of a kind can show, and what comes instead, or why nothing does."""


def shown(kind: str) -> set[StopCause]:
    """The causes for which a walk on such a machine is seen to end."""
    ends = [
        row[kind] for table in (IN_A_WALK, FROM_THE_START) for row in table.values() if kind in row
    ]
    not_stopping = {StopCause.NOT_STOPPING} if kind in IGNORE_STOPS else set()
    return {*ends, *EVERYWHERE, *not_stopping}


NOISE = [
    *((kind, noise) for kind in IGNORE_STOPS for noise in ("garbage=2", "half-frame=2", "echo")),
    *((kind, "duplicate=2") for kind in IGNORE_STOPS),
    *((kind, "wrong-checksum=2") for kind in ("csafe", "lifespan-tach")),
]
"""(kind, what befalls its line) of what ends no walk."""


def rows(table: Ends) -> list[tuple[str, str, StopCause]]:
    """(kind, what befalls it, cause) for each."""
    return [(kind, what, cause) for what, row in table.items() for kind, cause in row.items()]
