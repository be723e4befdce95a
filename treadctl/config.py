"""The configuration of one machine's service: a TOML file, every key checked and documented."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from treadctl.board.places import socket_path, state_folder
from treadctl.errors import BadInput

_DOOR = ConfigDict(frozen=True, extra="forbid")
Port = Annotated[int, Field(ge=1, le=65535)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]


class PageConfig(BaseModel):
    """The page on the touch screen."""

    model_config = _DOOR

    port: Port = Field(8080, description="Served on 127.0.0.1 only.")


class MqttConfig(BaseModel):
    """Where telemetry goes. A password comes from the environment, TREADCTL_MQTT_PASSWORD."""

    model_config = _DOOR

    url: str = Field(description="mqtt://[USER@]HOST[:PORT] or mqtts://; no password in it.")
    site: Id = Field("home", description="First part of every topic.")
    machine: Id = Field("treadmill-1", description="Second part of every topic.")


class Config(BaseModel):
    """Everything `treadctl serve` needs to know of one machine."""

    model_config = _DOOR

    treadmill: str = Field(description="ftms://AA:BB:CC:DD:EE:FF, as `treadctl scan` prints it.")
    pain_button: Literal["none"] = Field(
        description="A wired pain button. There is no driver for one yet, so it says none; "
        "without one every walk keeps to tier A."
    )
    tier: Literal["A", "B", "C"] = Field("A", description="The highest tier offered here.")
    state_folder: Path = Field(
        default_factory=state_folder, description="Where the stop latch is kept."
    )
    socket: Path = Field(
        default_factory=socket_path, description="Where the edges find the belt room."
    )
    page: PageConfig = PageConfig.model_validate({})
    mqtt: MqttConfig | None = None

    @property
    def offered_tier(self) -> Literal["A", "B", "C"]:
        """The tier that walks keep to: A where nothing but the screen can stop the belt."""
        return "A" if self.pain_button == "none" else self.tier


def load(path: Path) -> Config:
    """Return the configuration in `path`. Raises BadInput naming the file, line and field."""
    text = ""
    try:
        text = path.read_text("utf-8")
        return Config.model_validate(tomllib.loads(text))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check its name.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        line = _line_of(text, str(first["loc"][-1]))
        raise BadInput(f"{path}{line}, {field}: {first['msg']}; correct it.") from error
    except (ValueError, RecursionError) as error:  # no TOML, not UTF-8, or nested without end
        raise BadInput(f"{path} is not valid TOML: {error}; correct it.") from error


def _line_of(text: str, key: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip() == key:
            return f", line {number}"
    return ""
