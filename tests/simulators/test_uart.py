"""What is heard at the wrong speed; each line was drawn out and sampled by hand."""

import pytest

from simulators.uart import as_heard, byte_s


def test_a_byte_takes_ten_bits() -> None:
    assert byte_s(9600) == pytest.approx(0.00104, abs=1e-5)


@pytest.mark.parametrize("byte", [0x00, 0x55, 0xA2, 0xFF])
def test_at_the_same_speed_each_byte_is_heard_as_it_was_sent(byte: int) -> None:
    assert as_heard(byte, 4800, 4800) == bytes((byte,))


@pytest.mark.parametrize(("byte", "heard"), [(0xFF, "fe"), (0x00, "00"), (0x0F, "fe80")])
def test_a_port_at_twice_the_speed_samples_each_bit_twice(byte: int, heard: str) -> None:
    assert as_heard(byte, 4800, 9600).hex() == heard


@pytest.mark.parametrize(("byte", "heard"), [(0xFF, "ff"), (0x00, "f8"), (0x0F, "f9")])
def test_a_port_at_half_the_speed_samples_every_other_bit(byte: int, heard: str) -> None:
    assert as_heard(byte, 9600, 4800).hex() == heard


def test_without_a_speed_nothing_is_heard() -> None:
    assert (as_heard(0x55, 0, 4800), as_heard(0x55, 4800, 0)) == (b"", b"")
