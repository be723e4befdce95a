"""A Raspberry Pi Pico with the real firmware: on MicroPython's Unix port, with a pty for a UART."""
