"""What a service writes down for whoever looks after the machine: one line for each thing."""

import logging


def log_to_stderr() -> None:
    """Write our own log from INFO and everybody else's from WARNING; the journal adds the time."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    logging.getLogger("treadctl").setLevel(logging.INFO)
