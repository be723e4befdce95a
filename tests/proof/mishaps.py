"""What can befall a belt, its machine and its time, for hypothesis to choose from."""

from hypothesis import strategies as st

BOUNDS_S = (0.25, 0.5, 1.0, 1.25, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
SHORT = st.sampled_from([0.0, 0.005, 0.016, 0.04, 0.1, 0.2])
BOUND = st.sampled_from([round(bound + by, 3) for bound in BOUNDS_S for by in (-0.01, 0.0, 0.01)])
LONG = st.sampled_from([8.0, 15.01, 20.0, 30.01])
SPEEDS = st.sampled_from([0.0, 0.5, 0.8, 1.0, 1.5, 2.0, 2.4, 2.5, 6.0, 30.0])

FAULTS: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("telemetry-silence", "telemetry-frozen", "mph-shown"), ()),
    **dict.fromkeys(("garbage", "truncate", "duplicate"), ()),
    **dict.fromkeys(("ignore-stop", "reject-stop", "mph", "toggle-start", "stuck-belt"), ()),
    **{"late-stop": (0.3, 1.0, 5.0, 20.0), "runaway": (0.05, 0.3, 2.0)},
    "speed-jump": (0.2, 0.5, 0.8, 3.0),
}
DISHONEST = frozenset({"telemetry-frozen", "mph-shown", "garbage", "truncate"})
CONSOLE: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("safety-key", "control-lost", "console-stop"), ()),
    "console-speed": (0.0, 0.5, 0.8, 1.2, 2.0, 4.0),
}


def happening(table: dict[str, tuple[float, ...]]) -> st.SearchStrategy[tuple[str, float | None]]:
    """One of them, with one of its values."""
    return st.sampled_from([(name, one) for name, all_ in table.items() for one in all_ or (None,)])
