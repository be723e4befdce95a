"""Is the walker's heart rate known, and is it below the limit the walker set? Pure.

Heart rate can hold a rise or stop a belt; it never raises a speed. The ceiling is a limit of
comfort. A sensor can lie: a Polar H10 that was taken off keeps its link and repeats its last rate
each second, without the times between beats (RR). Worn, it never repeated a rate for longer than
16 s; and connected while off, it first sends some three to five good-looking frames. Source:
korniychuk/treadmill-bluetooth-macos, docs/tasks/033-hr-contact-loss-frozen-bpm.md.
"""

from treadctl.model import Telemetry

FRESH_S = 4.0  # sensors tell about once a second (Heart Rate Service 1.0, section 3.1)
SETTLE_S = 8.0  # of good frames before the first rise: longer than a sensor that lies off the body
FROZEN_S = 60.0
FRAMES_WITHOUT_RR = 3  # at a walker's heart rate each second brings a beat
SLOWEST_BPM = 30  # no walker's heart; a sensor's error
MARGIN_BPM = 5  # a rise ends this far below the ceiling: the heart follows the belt by a minute

# One wrong beat colours the two or three frames that a sensor averages it into. In 5 s a walker
# goes less than 10 m.
OVER_FOR_S = 5.0

_RESERVE_SHARE = 0.59  # the upper end of moderate intensity
_HIGHEST_BPM, _HIGHEST_ON_BETA_BLOCKER_BPM, _LESS_EACH_YEAR_BPM = 208.0, 164.0, 0.7


def ceiling_bpm(age: int, resting_bpm: int = 70, *, beta_blocker: bool = False) -> int:
    """59 % of the way from the resting rate to the highest rate for this age, rounded down.

    The highest rate is 208 - 0.7 x age (Tanaka, Monahan, Seals, J Am Coll Cardiol 2001;37:153),
    with a beta-blocker 164 - 0.7 x age (Brawner et al., Am Heart J 2004;148:910). Both are off by
    10 bpm or more for many people: whoever knows a better ceiling should use that.
    """
    at_birth_bpm = _HIGHEST_ON_BETA_BLOCKER_BPM if beta_blocker else _HIGHEST_BPM
    reserve_bpm = at_birth_bpm - _LESS_EACH_YEAR_BPM * age - resting_bpm
    return int(resting_bpm + _RESERVE_SHARE * reserve_bpm)


class HeartWatch:
    """Watches one sensor. Without a ceiling heart rate is no rule: trusted, and never over.

    `from_treadmill`: what the treadmill's own records carry is the sensor.
    """

    def __init__(self, ceiling_bpm: int | None = None, *, from_treadmill: bool = False) -> None:
        self.ceiling_bpm = ceiling_bpm
        self.from_treadmill = from_treadmill
        self._bpm: int | None = None
        self._at: float | None = None
        self._same_since = 0.0
        self._good_since: float | None = None
        self._has_rr = False
        self._alive = False  # it told of beats, or its rate was seen to change
        self._without_rr = 0
        self._over_since: float | None = None
        self._over_at = 0.0

    # -- facts ------------------------------------------------------------------------------

    def record(self, record: Telemetry) -> None:
        """One data record of the treadmill; it counts only where that is the sensor."""
        if self.from_treadmill and record.heart_rate_bpm is not None:
            self.heard(record.heart_rate_bpm or None, record.at)  # 0 is "no sensor" on consoles

    def heard(
        self, bpm: int | None, at: float, *, rr: bool | None = None, contact: bool | None = None
    ) -> None:
        """One measurement; None: the sensor is gone or finds no pulse.

        `rr`: the times between beats came with it. `contact`: the sensor says it is on a body.
        None for either: this sensor never says.
        """
        self._has_rr |= rr is True
        self._alive |= rr is True
        self._without_rr = self._without_rr + 1 if rr is False else 0
        good = bpm is not None and bpm >= SLOWEST_BPM and contact is not False and not self._no_rr
        if not good:
            self._good_since = None
        elif self._good_since is None or self._stale(at) or self._frozen:
            self._good_since = at
        if bpm != self._bpm:
            self._same_since = at
            self._alive |= self._bpm is not None
        self._bpm, self._at = bpm, at
        if good and bpm is not None:
            self._judge(bpm, at)

    # -- what follows -----------------------------------------------------------------------

    def trusted(self, now: float) -> bool:
        """True if the rate is known, or is no rule here."""
        return self.ceiling_bpm is None or self.doubt(now) is None

    def doubt(self, now: float) -> str | None:
        """Why the rate is not known, for a person; None if it is."""
        if self._bpm is None or self._stale(now):
            return "No heart rate is heard."
        if self._good_since is None:
            return "The heart-rate sensor finds no pulse."
        if self._frozen:
            return "The heart-rate sensor repeats the same rate."
        if now - self._good_since < SETTLE_S or not self._alive:
            return "The heart-rate sensor has only just begun."
        return None

    def bpm(self, now: float) -> int | None:
        """The walker's heart rate; None unless it is known."""
        return self._bpm if self.doubt(now) is None else None

    def over(self, now: float) -> bool:
        """True if the rate was above the ceiling for 5 s: time to stop.

        A lower value in between starts the 5 s anew; one that is no measurement changes nothing.
        """
        if self._over_since is None or now - self._over_at > FRESH_S:
            return False
        return self._over_at - self._over_since >= OVER_FOR_S - 1e-6

    def may_rise(self, now: float) -> bool:
        """True if heart rate has nothing against a rise. It is never a reason for one."""
        if self.ceiling_bpm is None:
            return True
        bpm = self.bpm(now)
        return bpm is not None and bpm <= self.ceiling_bpm - MARGIN_BPM

    # -- judging ----------------------------------------------------------------------------

    def _judge(self, bpm: int, at: float) -> None:
        if self.ceiling_bpm is None or bpm <= self.ceiling_bpm:
            self._over_since = None
            return
        if self._over_since is None or at - self._over_at > FRESH_S:
            self._over_since = at
        self._over_at = at

    def _stale(self, now: float) -> bool:
        return self._at is None or now - self._at > FRESH_S

    @property
    def _no_rr(self) -> bool:
        return self._has_rr and self._without_rr >= FRAMES_WITHOUT_RR

    @property
    def _frozen(self) -> bool:
        return self._at is not None and self._at - self._same_since >= FROZEN_S
