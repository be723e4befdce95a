"""The example has every key of the schema, and is a configuration once its blanks are filled."""

import re
import tomllib
from typing import Any

from treadctl.cli.setup.example import example
from treadctl.config import Config

SCHEMA: dict[str, Any] = Config.model_json_schema()
TEXT = example(SCHEMA, {"socket": "/run/x"})


def test_every_key_of_every_section_is_in_it_with_what_it_means() -> None:
    models = [SCHEMA, *(SCHEMA["$defs"][name] for name in ("PageConfig", "MqttConfig", "Quirk"))]
    for model in models:
        for name, found in model["properties"].items():
            assert re.search(rf"(?m)^#?\[*{name}(\]+$| = )", TEXT), name
            words = found.get("description", "").split()[:4]
            assert " ".join(words) in " ".join(TEXT.replace("\n# ", " ").split())


def test_only_what_is_given_or_must_be_is_set() -> None:
    assert tomllib.loads(TEXT) == {"treadmill": "", "pain_button": "", "socket": "/run/x"}


def test_with_the_blanks_filled_it_is_a_configuration() -> None:
    filled = {**tomllib.loads(TEXT), "treadmill": "sim://", "pain_button": "none"}
    assert Config.model_validate(filled).page.port == 8080


def test_taking_the_mark_away_leaves_toml() -> None:
    tomllib.loads(re.sub(r"(?m)^#(?=[a-z_\[])", "", TEXT))


def test_a_default_is_shown_as_it_would_be_written() -> None:
    assert '#speed_unit = "km/h"\n' in TEXT
    assert "#words_per_minute = 150\n" in TEXT
    assert "#beta_blocker = false\n" in TEXT


def test_no_line_is_longer_than_a_screen_of_a_terminal() -> None:
    assert max(map(len, TEXT.splitlines())) <= 100
