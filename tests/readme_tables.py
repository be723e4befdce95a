"""The tables of the README that are made from the code: `python -m tests.readme_tables`."""

from treadctl.drivers.known_machines import KNOWN
from treadctl.drivers.quirks import STANDARD, Quirk
from treadctl.model import STOP_TABLE, StopCause
from treadctl.safety import console, drive, frozen, halt, heart, lockout, origin, speed_watch
from treadctl.safety import stop_input as stop
from treadctl.safety.clock import RETURN_LIMIT_S
from treadctl.safety.freshness import DOUBT_PERIODS, SILENCE_LIMIT_S, SILENCE_PERIODS
from treadctl.session.check_in import STOP_S

AT_ONCE = "at once"
WITHIN = {
    "pain": AT_ONCE,
    "user": AT_ONCE,
    "safety_key": "at once, as the machine tells of it (2ADA 03)",
    "console": "at once, as the machine tells of it (2ADA 02)",
    "finished": AT_ONCE,
    "shutdown": "at once, before the program ends",
    "no_answer": f"{STOP_S:g} s after a question; {drive.GO_ON_LIMIT_S:g} s after a lost link"
    " came back",
    "link_lost": f"{RETURN_LIMIT_S:g} s without the link: first on the next one;"
    f" back {drive.RETURN_FASTER_KMH:g} km/h faster: at once",
    "telemetry_lost": f"the greater of {SILENCE_LIMIT_S:g} s and {SILENCE_PERIODS:g} T of silence",
    "telemetry_frozen": f"counters that stand for {frozen.FROZEN_S:g} s ({frozen.FROZEN_S:g} m), or"
    f" {frozen.TIMES_LONGEST:g} times their longest pause, while the belt is said to move",
    "overspeed": f"{speed_watch.OVER_AT_ONCE_KMH:g} km/h over: at once;"
    f" {speed_watch.OVER_KMH:g} km/h over: {speed_watch.OVER_FOR_S:g} s",
    "runaway": f"3 records that rise by {speed_watch.RUNAWAY_RISE_KMH:g} to more than"
    f" {speed_watch.RUNAWAY_KMH:g} km/h over",
    "speed_jump": f"{speed_watch.JUMP_KMH:g} km/h from one record to the next, to more than"
    f" {speed_watch.OVER_KMH:g} km/h over",
    "stuck_belt": f"{speed_watch.STUCK_FOR_S:g} s + 2 T at measured 0",
    "unit_mismatch": f"{speed_watch.MILES_FOR_S:g} s at a steady 1.6 or 0.62 of the target, or of a"
    " number that falls that far in one record (nothing is written meanwhile; if it climbs again,"
    " at once); or the machine's distance is that far from its speed",
    "control_lost": "at once, as the machine tells of it (2ADA FF)",
    "not_started": f"{origin.START_LIMIT_S:g} s",
    "not_stopping": "the alarm: not seen to slow, or not to stand, in time (below)",
    "heart_rate": f"{heart.OVER_FOR_S:g} s over the walker's ceiling",
    "button_test": AT_ONCE,
    "button_lost": "at once",
    "screen_lost": f"{stop.LIMIT_S:g} s without the page, where nothing is wired;"
    " a touch screen unplugged: at once",
    "edges_lost": f"{stop.LIMIT_S:g} s without the process that serves the page, where nothing"
    " is wired",
    "interrupted": "at start-up, as the first thing written",
}
NOTHING_STOPS = (
    (
        "speed set at the console",
        "nothing more: the belt is the console's",
        f"as the machine tells of it (2ADA 05), or {console.SLOWER_FOR_S:g} s + 2 T slower",
        "The console has the belt now. STOP still works.",
        "stand, then a start",
    ),
    (
        "heart rate lost or frozen",
        "no rise",
        f"{heart.FRESH_S:g} s without one; {heart.FROZEN_S:g} s of the same;"
        f" {heart.FRAMES_WITHOUT_RR} frames without beats",
        "-",
        f"{heart.SETTLE_S:g} s of good ones",
    ),
    (
        "telemetry in doubt",
        "no rise",
        f"{DOUBT_PERIODS:g} T without a record",
        "-",
        "a record",
    ),
    (
        "page silent",
        "no rise",
        f"{stop.DOUBT_S:g} s without its heartbeat",
        "-",
        "its heartbeat",
    ),
)
HEARS = {
    "screen_lost": "nothing: the screen is gone",
    "edges_lost": "nothing: the screen is gone",
    "interrupted": "nothing: the page only just loads",
    "not_stopping": "beeps until the belt stands; a terminal rings",
}
PERSON = (
    f"stand {lockout.STAND_BEFORE_ACKNOWLEDGE_S:g} s, confirm, wait"
    f" {lockout.ACKNOWLEDGE_TO_START_S:g} s, start"
)
ALSO = {
    "button_lost": "the button back; ",
    "button_test": "",
    "link_lost": "the link back; ",
    "safety_key": "the key back; ",
}


def stop_table() -> str:
    """One row for each stop cause, then what holds a walk without a stop."""
    head = (
        "| cause | what is written | within | latched | the walker reads | hears | to start again |"
        "\n|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *(_row(cause) for cause in STOP_TABLE), *map(_held, NOTHING_STOPS)])


def _row(cause: StopCause) -> str:
    row, name = STOP_TABLE[cause], cause.value
    alarm = cause is StopCause.NOT_STOPPING
    again = ALSO.get(name, "") + (PERSON if row.latched else "start")
    return (
        f"| `{name}` | {'the stop, again and again' if alarm else 'stop'} | {WITHIN[name]} "
        f"| {'yes' if row.latched else 'no'} | {row.words} "
        f"| {HEARS.get(name, 'two falling tones')} | {again} |"
    )


def _held(row: tuple[str, str, str, str, str]) -> str:
    what, written, within, reads, again = row
    return f"| {what} | {written} | {within} | no | {reads} | - | {again} |"


def after_table() -> str:
    """What happens after each stop, with the limits the code holds."""
    return (
        f"Every stop is repeated each {halt.REPEAT_S * 1000:.0f} ms until the measured speed falls,"
        f" at least {halt.LEAST_REPEATS} times. With T the observed telemetry period, slowing must"
        f" be seen within {halt.SLOWING_LIMIT_S:g} s + 2 T and standing within"
        f" v/{halt.SLOWEST_STOP_M_S2:g} + {halt.STANDING_LIMIT_S:g} s + 2 T (v in m/s); a belt that"
        " is still seen to slow has twice that time."
    )


DONE = {
    "control_not_needed": "is commanded without its leave",
    "control_twice": "is asked for control twice",
    "control_before_targets": "is asked for control before each target while it moves",
    "targets_in_mph": "takes targets in mph",
    "ranges_in_mph": "gives its range in mph",
    "reports_in_mph": "tells its speed in mph",
    "min_speed_kmh": "goes no slower than {} km/h",
    "max_speed_kmh": "goes no faster than {} km/h",
    "speed_step_kmh": "goes in steps of {} km/h",
    "inclination_scale": "is asked for {} times the slope",
    "inclinations": "is asked for a slope by a table",
    "start_not_needed": "starts by a target",
    "start_toggles": "gets no Start while it moves",
    "targets_once_moving": "gets targets only once it moves",
    "second_stop_clears": "gets no second stop while it obeys the first",
    "frozen_when_stopped": "stands when its time does, whatever speed it tells",
    "answers_as_status": "answers by a status (2ADA)",
    "lone_zeros": "a lone speed of 0 is not believed",
    "subscribe_spacing_s": "is subscribed to with {} s between",
    "write_spacing_s": "is written to with {} s between",
    "unlock": "is unlocked by its vendor's write",
}
"""What is done about a machine, by the field of its row."""


def machines_table() -> str:
    """One row for each kind of machine that is known, with its source."""
    head = "| machine | known by | what is done | source |\n|---|---|---|---|"
    return "\n".join([head, *map(_known, KNOWN)])


def _known(row: Quirk) -> str:
    by = [f"model `{row.model}`"] if row.model else []
    by += [f"firmware `{row.firmware}...`"] if row.firmware else []
    by += [f"name `{name}...`" for name in row.names]
    done = [
        words.format(getattr(row, key))
        for key, words in DONE.items()
        if getattr(row, key) != getattr(STANDARD, key)
    ]
    return f"| {row.machine} | {', '.join(by)} | {'; '.join(done) or 'nothing'} | {row.source} |"


if __name__ == "__main__":
    print(stop_table(), after_table(), machines_table(), sep="\n\n")  # noqa: T201
