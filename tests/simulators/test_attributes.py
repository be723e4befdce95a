import pytest

from simulators import attributes
from simulators.machines import DEFAULT, QUIRKS


@pytest.mark.parametrize(
    ("characteristic", "expected"),
    [
        (0x2ACC, "0c16000003000000"),
        (0x2AD4, "3200b0040a00"),
        (0x2AD5, "000078000500"),
        (0x2A24, b"SIM-1".hex()),
    ],
)
def test_the_default_machine_describes_itself(characteristic: int, expected: str) -> None:
    assert attributes.constants(DEFAULT)[characteristic].hex() == expected


def test_a_machine_without_incline_has_no_inclination_range() -> None:
    model = QUIRKS["yesoul-w2-pro"]
    assert 0x2AD5 not in attributes.services(model)[0x1826]
    assert 0x2AD5 not in attributes.constants(model)


def test_a_client_discovers_each_characteristic_with_its_properties() -> None:
    found = attributes.discovered(attributes.services(DEFAULT), mtu=23)
    control_point = found.get_characteristic("2ad9")
    assert control_point is not None
    assert control_point.properties == ["write", "indicate"]
    assert control_point.service_uuid.startswith("00001826")
    assert len(found.characteristics) == 10
