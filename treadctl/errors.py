"""What can go wrong, as few kinds as a caller can act on. Each message names the next step."""


class TreadctlError(Exception):
    """The root. Its text goes to a person as it is."""


class BadInput(TreadctlError):
    """A file, an address or an argument is wrong; the text names file, line and field."""


class Refused(TreadctlError):
    """A rule said no; nothing was written to the machine."""


class DecodeError(TreadctlError):
    """Bytes that are too short to say anything, or no frame of the kind asked for."""


class ConnectFailed(TreadctlError):
    """The machine could not be reached; nothing was written to it."""


class LinkLost(TreadctlError):
    """The connection is gone or cannot be trusted. The belt's state is unknown."""
