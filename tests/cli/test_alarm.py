import pytest

from treadctl.cli.alarm import alarm


def test_the_alarm_calls_for_the_key_on_standard_error_and_rings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert alarm() == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "\aPULL THE SAFETY KEY. The belt may still be moving." in err
