"""Why a treadmill is not commissioned, and what to do then."""

from treadctl.errors import TreadctlError

COUNTS_IN_MILES = (
    "This treadmill counts in miles. Write a [[quirk]] row for it in the configuration"
    " (targets_in_mph, reports_in_mph or ranges_in_mph), then commission it with --config."
)
NOT_OURS = (
    "The belt changed its speed by itself, or at its console, so its stop was not tried from here."
    " Begin again, and leave the console alone."
)
MAYBE_THERE = (
    "Then nobody knows whether it stopped from here. Begin again, and leave the console alone."
)
STOPPED_THERE = (
    "It was stopped at its console, or by its key, so its stop was not tried from here."
    " Begin again: start it at its console, and let it run."
)


class NotCommissioned(TreadctlError):
    """A step failed and nothing was kept; the text says which, and what to do."""


class Stranger(NotCommissioned):
    """The machine at the other end is somebody else's: it is left as it is."""
