"""The controller of a simulated machine: Control Point (2AD9) bytes in, result code out.

Source: FTMS 1.0, section 4.16. Knows no connections; permission is the server's matter.
"""

from simulators.machines import MachineModel
from simulators.physics import KMH_PER_MPH, Belt

SUCCESS, NOT_SUPPORTED, INVALID_PARAMETER, FAILED, NOT_PERMITTED = 1, 2, 3, 4, 5
REQUEST_CONTROL, RESET, START = 0x00, 0x01, 0x07

# op: bytes of parameter. 02 and 03 set speed and inclination, 08 stops or pauses.
_PARAMETER_LENGTHS = {REQUEST_CONTROL: 0, RESET: 0, 0x02: 2, 0x03: 2, START: 0, 0x08: 1}


class Controller:
    """Turns permitted orders into movements of its `belt`.

    The other public attributes are faults: set them to make the machine misbehave.
    """

    def __init__(self, model: MachineModel, now: float) -> None:
        self.model = model
        self.belt = Belt(model.drive, now)
        self.takes_mph = model.takes_mph
        self.start_toggles = model.start_toggles
        self.ignores_stop = False
        self.rejects_stop = False
        self.key_out = False
        self._kept_target_kmh: float | None = None

    def carry_out(self, data: bytes, now: float) -> int:
        """Do what `data` asks and return the result code. Source: FTMS 1.0, table 4.24."""
        op, parameter = data[0], data[1:]
        if op in self.model.failing_ops:
            return FAILED
        if op not in _PARAMETER_LENGTHS:
            return NOT_SUPPORTED
        if len(parameter) != _PARAMETER_LENGTHS[op]:
            return INVALID_PARAMETER
        return self._perform(op, parameter, now)

    def _perform(self, op: int, parameter: bytes, now: float) -> int:
        match op:
            case 0x01:
                return self._reset(now)
            case 0x02:
                return self._set_speed(int.from_bytes(parameter, "little"), now)
            case 0x03:
                return self._set_inclination(int.from_bytes(parameter, "little", signed=True), now)
            case 0x07:
                return self._start(now)
            case 0x08:
                return self._stop(parameter[0], now)
        return SUCCESS  # Request Control: permission is not ours to keep

    def _reset(self, now: float) -> int:
        self.belt.stop(now)
        self.belt.tilt(now, 0.0)
        self.belt.elapsed_s = 0.0
        return SUCCESS

    def _set_speed(self, centi: int, now: float) -> int:
        target = _on_grid(centi, self.model.speed_centi, clamps=self.model.clamps_targets)
        if target is None:
            return INVALID_PARAMETER
        target = max(target, self.model.true_low_centi)
        if self.model.coarse_step_centi:
            target -= target % self.model.coarse_step_centi
        target_kmh = target / 100 * (KMH_PER_MPH if self.takes_mph else 1.0)
        if self.belt.started:
            self.belt.follow(now, target_kmh)
        elif self.model.starts_by_target and self.belt.standing and not self.key_out:
            self.belt.start(now, target_kmh)
        elif self.model.keeps_target_standing and self.belt.standing:
            self._kept_target_kmh = target_kmh
        else:
            return FAILED
        return SUCCESS

    def _set_inclination(self, deci: int, now: float) -> int:
        if self.model.inclination_deci is None:
            return NOT_SUPPORTED
        target = _on_grid(deci, self.model.inclination_deci, clamps=self.model.clamps_targets)
        if target is None:
            return INVALID_PARAMETER
        if self.model.slopes:
            target = max(true for asked, true in self.model.slopes if asked <= target)
        self.belt.tilt(now, target / 10)
        return SUCCESS

    def _start(self, now: float) -> int:
        self.belt.advance(now)
        if self.model.starts_by_target:
            return NOT_SUPPORTED
        if self.belt.started and self.start_toggles:
            self.belt.stop(now)
            return SUCCESS
        if not self.belt.standing or self.key_out:
            return FAILED
        self.belt.start(now, self._kept_target_kmh)
        self._kept_target_kmh = None
        return SUCCESS

    def _stop(self, stop_or_pause: int, now: float) -> int:
        if stop_or_pause not in {1, 2}:
            return INVALID_PARAMETER
        if self.rejects_stop or not self.belt.started:
            if self.model.second_stop_clears:
                self.belt.distance_m = self.belt.elapsed_s = 0.0
            return FAILED
        if not self.ignores_stop:
            self.belt.stop(now)
        return SUCCESS


def _on_grid(value: int, grid: tuple[int, int, int], *, clamps: bool) -> int | None:
    """Return `value` rounded down to the machine's grid, or None if it is out of range."""
    low, high, step = grid
    if not low <= value <= high:
        return min(max(value, low), high) if clamps else None
    return low + (value - low) // step * step if step else value
