"""The tables of the README that are made from the code: `python -m tests.readme_tables`."""

from treadctl.model import STOP_TABLE
from treadctl.safety import halt, stop_input, supervisor
from treadctl.safety.freshness import SILENCE_LIMIT_S, SILENCE_PERIODS

WITHIN = {
    "pain": "at once",
    "user": "at once",
    "safety_key": "as the machine says so",
    "console": "as the machine says so",
    "finished": "at once",
    "shutdown": "at once, before the program ends",
    "no_answer": "90 s after the question",
    "link_lost": f"{supervisor.RETURN_LIMIT_S:g} s without the link; then first on the next one",
    "telemetry_lost": f"the greater of {SILENCE_LIMIT_S:g} s and {SILENCE_PERIODS:g} T",
    "telemetry_frozen": "not raised yet",
    "overspeed": "0.8 km/h over: at once; 0.5 km/h over: 1 s",
    "runaway": "3 records that rise with none asked for",
    "speed_jump": "not raised yet",
    "stuck_belt": "3 s + 2 T at measured 0",
    "unit_mismatch": "2 s at a steady 1.6 or 0.62 of the target",
    "control_lost": "as the machine says so",
    "not_started": f"{supervisor.START_LIMIT_S:g} s",
    "not_stopping": "never a cause of its own: the alarm that the belt did not stop",
    "heart_rate": "not raised yet",
    "button_lost": "not raised yet",
    "screen_lost": f"{stop_input.LIMIT_S:g} s without the page, where it is the only stop",
    "edges_lost": "the same",
    "interrupted": "at start-up, as the first thing written",
}


def stop_table() -> str:
    """One row for each stop cause: when the stop is written, is it latched, the walker's words."""
    rows = [
        f"| `{cause.value}` | {WITHIN[cause.value]} | {'yes' if row.latched else 'no'} "
        f"| {row.words} |"
        for cause, row in STOP_TABLE.items()
    ]
    head = "| cause | the stop is written | latched | the walker reads |\n|---|---|---|---|"
    return "\n".join([head, *rows])


def after_table() -> str:
    """What happens after each stop, with the limits the code holds."""
    return (
        f"Every stop is repeated each {halt.REPEAT_S * 1000:.0f} ms until the measured speed falls,"
        f" at least {halt.LEAST_REPEATS} times. With T the observed telemetry period, slowing must"
        f" be seen within {halt.SLOWING_LIMIT_S:g} s + 2 T and standing within"
        f" v/{halt.SLOWEST_STOP_M_S2:g} + {halt.STANDING_LIMIT_S:g} s + 2 T (v in m/s); a belt that"
        " is still seen to slow has twice that time."
    )


if __name__ == "__main__":
    print(stop_table(), after_table(), sep="\n\n")  # noqa: T201
