"""Guided walking on a treadmill, with a stop that cannot be refused."""

__version__ = "0.1.0"
