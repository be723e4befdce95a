"""Belt speed from pulses of a sensor that gives few: one for every 165 mm of belt, or so."""

from firmware_bridge.ticks import LAST, since

STILL_MS = 2000
_BOUNCE_US = 300
_CKMH_PER_M_S = 360


class Tach:
    """`speed_ckmh` is that of the last period, and falls as the next pulse stays away.

    `quiet_ms` is the time without a pulse, up to STILL_MS. The first pulse after that tells of
    movement and of no speed yet.
    """

    def __init__(self, um_per_pulse: int) -> None:
        self.um_per_pulse = um_per_pulse
        self.speed_ckmh = 0
        self.quiet_ms = 0
        self._edge_us = self._edges = 0
        self._seen_us = self._seen = 0
        self._paced = False  # the last pulse came while the belt moved

    def edge(self, now_us: int) -> None:
        """Count a pulse. May be called from an interrupt: takes no memory."""
        if since(self._edge_us, now_us) >= _BOUNCE_US:
            self._edge_us = now_us
            self._edges = (self._edges + 1) & LAST

    def step(self, dt_ms: int) -> None:
        """Take in the pulses of the last `dt_ms`."""
        edges, at_us = self._edges, self._edge_us
        while edges != self._edges:  # an interrupt came between the two
            edges, at_us = self._edges, self._edge_us
        if edges != self._seen:
            self._take(edges, at_us)
        else:
            self.quiet_ms = min(self.quiet_ms + dt_ms, STILL_MS)
            self._decay()

    def _take(self, edges: int, at_us: int) -> None:
        if self._paced:
            way_um = since(self._seen, edges) * self.um_per_pulse
            self.speed_ckmh = way_um * _CKMH_PER_M_S // since(self._seen_us, at_us)
        self._paced = True
        self._seen, self._seen_us = edges, at_us
        self.quiet_ms = 0

    def _decay(self) -> None:
        if self.quiet_ms == STILL_MS:
            self.speed_ckmh = 0
            self._paced = False
        elif self.quiet_ms:
            # It cannot be faster than one pulse in the time since the last.
            most = self.um_per_pulse * _CKMH_PER_M_S // (self.quiet_ms * 1000)
            self.speed_ckmh = min(self.speed_ckmh, most)
