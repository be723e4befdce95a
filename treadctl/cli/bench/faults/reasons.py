"""For each stop cause, what must have happened before a walk may be stopped for it."""

from collections.abc import Mapping
from types import MappingProxyType

TOO_FAST = (
    *("runaway", "speed-jump", "mph", "mph-shown", "console-speed", "telemetry-frozen"),
    *("garbage", "truncate", "toggle-start", "link-loss", "stuck-belt"),
)
_STOPPED = ("stuck-belt", "toggle-start", "safety-key", "console-stop", "console-speed")

REASONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pain": ("pain", "button-press"),
        "user": ("user-stop",),
        "safety_key": ("safety-key",),
        "console": ("console-stop",),
        "finished": (),
        "shutdown": ("shutdown",),
        "no_answer": ("no-answer",),
        "link_lost": ("link-loss", "restart"),
        "telemetry_lost": ("telemetry-silence", "garbage", "truncate", "link-loss"),
        "telemetry_frozen": ("telemetry-frozen", *_STOPPED),
        "overspeed": TOO_FAST,
        "runaway": (*TOO_FAST, "control-lost", "restart", "ignore-stop", "late-stop"),
        "speed_jump": TOO_FAST,
        "stuck_belt": (*_STOPPED, "control-lost", "telemetry-frozen", "ignore-stop"),
        "unit_mismatch": TOO_FAST,
        "control_lost": ("control-lost",),
        "not_started": (*_STOPPED, "control-lost", "telemetry-frozen", "link-loss", "restart"),
        "not_stopping": (),
        "heart_rate": ("hr", *TOO_FAST),
        "button_test": ("button-press",),
        "button_lost": ("button-lost",),
        "screen_lost": ("screen-dead", "edges-dead"),
        "edges_lost": ("edges-dead",),
        "interrupted": ("restart",),
    }
)
"""None named: the cause needs no reason."""
