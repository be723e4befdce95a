"""The configuration of one machine's service: a TOML file, every key checked and documented."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from treadctl.board.places import socket_path, state_folder
from treadctl.drivers.address import strap
from treadctl.errors import BadInput
from treadctl.safety.buttons import address
from treadctl.safety.heart import ceiling_bpm

_DOOR = ConfigDict(frozen=True, extra="forbid")
Port = Annotated[int, Field(ge=1, le=65535)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]


def _pain_button(text: str) -> str:
    try:
        address.parse(text)
    except BadInput as error:
        raise PydanticCustomError("pain_button", "{why}", {"why": str(error)}) from error
    return text


def _strap(text: str) -> str:
    try:
        strap(text)
    except BadInput as error:
        raise PydanticCustomError("strap", "{why}", {"why": str(error)}) from error
    return text


Strap = Annotated[str, AfterValidator(_strap)]
PainButton = Annotated[str, AfterValidator(_pain_button)]
InputDevice = Annotated[str, Field(pattern=r"^/dev/input/.")]


class PageConfig(BaseModel):
    """The page on the touch screen."""

    model_config = _DOOR

    port: Port = Field(8080, description="Served on 127.0.0.1 only.")
    touch_device: InputDevice | None = Field(
        None,
        description="/dev/input/by-id/NAME of the touch screen; a walk stops when it is unplugged.",
    )


class MqttConfig(BaseModel):
    """Where telemetry goes. A password comes from the environment, TREADCTL_MQTT_PASSWORD."""

    model_config = _DOOR

    url: str = Field(description="mqtt://[USER@]HOST[:PORT] or mqtts://; no password in it.")
    site: Id = Field("home", description="First part of every topic.")
    machine: Id = Field("treadmill-1", description="Second part of every topic.")


class HeartRateConfig(BaseModel):
    """The walker's heart rate: above the ceiling the belt stops, without a rate nothing rises."""

    model_config = _DOOR

    strap: Strap | None = Field(
        None, description="hr://AA:BB:CC:DD:EE:FF, as `treadctl scan` prints it; or a source."
    )
    source: Literal["treadmill"] | None = Field(
        None, description="treadmill: what its own hand grips or receiver tell."
    )
    ceiling_bpm: Annotated[int, Field(ge=60, le=220)] | None = Field(
        None, description="The walker's own limit, a matter of comfort; or their age."
    )
    age: Annotated[int, Field(ge=12, le=100)] | None = Field(
        None, description="Then the ceiling is 59 % of the heart-rate reserve for this age."
    )
    resting_bpm: Annotated[int, Field(ge=30, le=100)] = Field(
        70, description="For the ceiling by age."
    )
    beta_blocker: bool = Field(False, description="For the ceiling by age: it is then lower.")

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.strap is None) is (self.source is None):
            raise PydanticCustomError("heart_rate", "it needs either strap or source")
        if (self.ceiling_bpm is None) is (self.age is None):
            raise PydanticCustomError("heart_rate", "it needs either ceiling_bpm or age")
        if self.age is not None and self.ceiling <= self.resting_bpm:
            raise PydanticCustomError("heart_rate", "resting_bpm leaves nothing for this age")
        return self

    @property
    def ceiling(self) -> int:
        """The ceiling, written or by age."""
        if self.age is None:
            return self.ceiling_bpm or 0
        return ceiling_bpm(self.age, self.resting_bpm, beta_blocker=self.beta_blocker)


class Config(BaseModel):
    """Everything `treadctl serve` needs to know of one machine."""

    model_config = _DOOR

    treadmill: str = Field(description="ftms://AA:BB:CC:DD:EE:FF, as `treadctl scan` prints it.")
    pain_button: PainButton = Field(
        description="A wired pain button: gpio://CHIP-LABEL/LINE for a normally closed one to "
        "ground, input:///dev/input/by-id/NAME for a USB one, or none: then every walk keeps to "
        "tier A."
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
    heart_rate: HeartRateConfig | None = None

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
        if line.split("=")[0].strip() in (key, f"[{key}]"):
            return f", line {number}"
    return ""
