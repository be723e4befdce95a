"""A heart-rate sensor on a body."""

from collections.abc import Sequence

from treadctl.safety.heart import HeartWatch

E = 0.001


def worn(
    *, rr: bool | None = True, until: int = 20, bpms: Sequence[int] = (99, 100, 101)
) -> HeartWatch:
    """A sensor that told these rates in turn each second, up to and with second `until`."""
    watch = HeartWatch(130)
    for second in range(until + 1):
        watch.heard(bpms[second % len(bpms)], second, rr=rr)
    return watch
