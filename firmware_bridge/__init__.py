"""The microcontroller between the host and a treadmill. Runs on MicroPython and on CPython."""
