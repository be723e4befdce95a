"""How machines speak: bytes to values and values to bytes, pure. No I/O, no clock."""
