"""A listener that hands on all it hears, for those that want one thing of it."""

from treadctl.drivers import Listener
from treadctl.model import Answer, Machine, Notice, Telemetry


class Passing:
    """Tells `listener` all that it is told, in the same turn. Override what is to be more."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def ready(self, machine: Machine) -> None:
        self._listener.ready(machine)

    def heard(self, telemetry: Telemetry) -> None:
        self._listener.heard(telemetry)

    def noticed(self, notice: Notice) -> None:
        self._listener.noticed(notice)

    def stop_written(self, at: float) -> None:
        self._listener.stop_written(at)

    def stop_answered(self, answer: Answer) -> None:
        self._listener.stop_answered(answer)
