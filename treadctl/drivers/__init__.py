"""Drivers: one file for each kind of machine. They move bytes and hold no policy.

A driver is used for one connection and then thrown away, so nothing that is pending on the wire
can cross a reconnect.
"""

from typing import Protocol

from treadctl.model import Answer, Command, Machine, Notice, Telemetry


class Listener(Protocol):
    """Who hears what a driver learns. Called from the event loop; must return at once."""

    def ready(self, machine: Machine) -> None:
        """The machine is described and subscribed; its telemetry is fresh."""

    def heard(self, telemetry: Telemetry) -> None:
        """One whole data record came."""

    def noticed(self, notice: Notice) -> None:
        """The machine said something of itself."""

    def stop_written(self, at: float) -> None:
        """A stop was handed to the transport at `at`, and the write came back."""

    def stop_answered(self, answer: Answer) -> None:
        """The machine answered a stop."""


class HeartListener(Protocol):
    """Who hears the walker's heart rate. Called from the event loop; must return at once."""

    def heart(self, bpm: int | None, at: float, *, rr: bool | None, contact: bool | None) -> None:
        """One measurement at the loop's time `at`; `bpm` is None where there is no rate.

        `rr`: the times between beats came with it. `contact`: the sensor says it is on a body.
        None for either: the sensor never says.
        """


class Driver(Protocol):
    """One connection to one machine."""

    def stop(self) -> None:
        """Make the machine's native stop the next thing written. Never waits, never fails.

        Works before the link is up (it is then the first thing written) and drops every command
        that waits. May be called again and again.
        """

    async def send(self, command: Command) -> Answer:
        """Write `command` and return what the machine said (not: that the belt obeyed).

        Raises LinkLost if the write does not return, Refused if this machine cannot do it.
        """

    async def run(self) -> None:
        """Connect, describe, serve; returns never.

        Raises ConnectFailed if there was no link at all, LinkLost when it is gone.
        """
