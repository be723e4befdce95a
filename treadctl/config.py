"""The configuration of one machine's service: a TOML file, every key checked and documented."""

import tomllib
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from treadctl.board.places import HISTORY, socket_path, state_folder
from treadctl.drivers.address import serial_path, strap
from treadctl.drivers.bridge_fits import HARDEST_COAST_DOWN_M_S2
from treadctl.drivers.quirks import Quirk
from treadctl.edges.mqtt_config import MqttConfig
from treadctl.edges.page_config import PageConfig, same_device
from treadctl.edges.phone.config import PhoneConfig
from treadctl.errors import BadInput
from treadctl.safety.buttons import address
from treadctl.safety.heart import ceiling_bpm

_DOOR = ConfigDict(frozen=True, extra="forbid")


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
        "ground, input:///dev/input/by-id/NAME for a USB one, bridge for one that is wired to the "
        "bridge, or none: then every walk keeps to tier A."
    )
    key_loop: str | None = Field(
        None,
        validate_default=True,
        description="bridge:///dev/ttyACM0: a bridge whose relay is in the treadmill's safety-key "
        "loop, beside any treadmill.",
    )
    tier: Literal["A", "B", "C"] = Field("A", description="The highest tier offered here.")
    coast_down_m_s2: Annotated[float, Field(gt=0, le=20)] | None = Field(
        None,
        description="How hard the belt brakes when the bridge cuts its output, as `treadctl bridge "
        "calibrate` measured it. Above 1.0 it is not offered to tier A.",
    )
    state_folder: Path = Field(
        default_factory=state_folder, description="Where the stop latch and the history are kept."
    )
    walks_folder: Path | None = Field(
        None,
        description="Where the history, the voice and the professional's code are kept, "
        "if not in state_folder: where the edges run as another user.",
    )
    socket: Path = Field(
        default_factory=socket_path, description="Where the edges find the belt room."
    )
    page: PageConfig = PageConfig.model_validate({})
    phone: PhoneConfig | None = None
    mqtt: MqttConfig | None = None
    heart_rate: HeartRateConfig | None = None
    quirk: tuple[Quirk, ...] = Field(
        (), description="How a treadmill here bends FTMS; before what is known of it."
    )

    @property
    def history(self) -> Path:
        """The database of past walks."""
        return (self.walks_folder or self.state_folder) / HISTORY

    @field_validator("key_loop")
    @classmethod
    def _one_bridge(cls, text: str | None, others: ValidationInfo) -> str | None:
        drives = serial_path(str(others.data.get("treadmill")), "bridge") is not None
        if text is not None and serial_path(text, "bridge") is None:
            raise PydanticCustomError("key_loop", "it must be as in bridge:///dev/ttyACM0")
        if text is not None and drives:
            raise PydanticCustomError("key_loop", "a bridge that drives the belt needs no other")
        if text is None and others.data.get("pain_button") == "bridge" and not drives:
            raise PydanticCustomError("key_loop", "the pain button is at a bridge; name it here")
        return text

    @field_validator("page")
    @classmethod
    def _no_pain_button(cls, page: PageConfig, others: ValidationInfo) -> PageConfig:
        reader, pain_button = page.card_reader, others.data.get("pain_button")
        if reader is not None and pain_button is not None:
            button = address.parse(pain_button)
            if isinstance(button, address.InputDevice) and same_device(button.path, reader):
                raise PydanticCustomError(
                    "card_reader", "a card reader is no pain button; name another device for one"
                )
        return page

    @field_validator("coast_down_m_s2")
    @classmethod
    def _gentle_enough(cls, m_s2: float | None, others: ValidationInfo) -> float | None:
        only_a = others.data.get("tier") == "A" or others.data.get("pain_button") == "none"
        if only_a and m_s2 is not None and m_s2 > HARDEST_COAST_DOWN_M_S2:
            raise PydanticCustomError(
                "coast_down", "this belt brakes too hard for tier A, and nothing else is offered"
            )
        return m_s2

    @property
    def brakes_hard(self) -> bool:
        """True for a belt that brakes harder, once its power is cut, than tier A is offered."""
        return (self.coast_down_m_s2 or 0.0) > HARDEST_COAST_DOWN_M_S2

    @property
    def bridge(self) -> str | None:
        """The serial port of the one bridge there is, as a motor or in the key loop."""
        return serial_path(self.key_loop or self.treadmill, "bridge")

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
        line = _line_of(text, first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        if first["type"] == "tuple_type":
            said = "it must be a list: in [ ], or in rows that begin with [[ ]]"
        raise BadInput(f"{path}{line}, {field}: {said}; correct it.") from error
    except (ValueError, RecursionError) as error:  # no TOML, not UTF-8, or nested without end
        raise BadInput(f"{path} is not valid TOML: {error}; correct it.") from error


def _line_of(text: str, place: tuple[int | str, ...]) -> str:
    """The line of the innermost key of `place` that is written, in the row that is meant."""
    lines = text.splitlines()
    keys = [line.split("=")[0].strip(" []").split(".")[-1] for line in lines]
    at, end = -1, len(lines)
    for key, item in zip_longest(place, place[1:]):
        rows = [number for number in range(at + 1, end) if keys[number] == key]
        if not rows:
            continue
        if isinstance(item, int) and lines[rows[0]].startswith("[[") and item < len(rows):
            at, end = [*rows, end][item : item + 2]
        else:
            at = rows[0]
    return f", line {at + 1}" if at >= 0 else ""
