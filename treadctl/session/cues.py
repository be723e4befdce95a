"""What is said by itself: the count before the belt starts, and one cue for the posture. Pure."""

from dataclasses import dataclass

from treadctl.session.acts import Act, Say

COUNTDOWN_S = 5
POSTURE_AT = 0.4


@dataclass(slots=True)
class Countdown:
    """Counts from `began_at` on, each second once."""

    began_at: float
    _said: int = COUNTDOWN_S + 1

    def left_s(self, now: float) -> int:
        """Whole seconds until the belt starts."""
        return max(0, COUNTDOWN_S - int(now - self.began_at + 1e-6))

    def tick(self, now: float) -> list[Act]:
        """The next number, once it is due."""
        left = self.left_s(now)
        if left >= self._said:
            return []
        self._said = left
        return [Say(f"{left}", "countdown")]


@dataclass(slots=True)
class Posture:
    """The first of `prompts`, once, at 40 % of the walk."""

    prompts: tuple[str, ...]
    duration_s: float

    def tick(self, elapsed_s: float) -> list[Act]:
        """The cue, when it is due."""
        if not self.prompts or elapsed_s < POSTURE_AT * self.duration_s:
            return []
        cue, self.prompts = self.prompts[0], ()
        return [Say(cue, "posture")]
