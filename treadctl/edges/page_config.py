"""The page's part of the configuration, checked and documented key by key."""

from dataclasses import fields
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from treadctl.edges.look import USUAL, USUAL_WPM, Look, SpeedUnit, Theme
from treadctl.edges.words import languages


def _language(code: str) -> str:
    if code not in languages():
        known = {"known": ", ".join(languages())}
        raise PydanticCustomError("language", "it must be one of {known}", known)
    return code


Port = Annotated[int, Field(ge=1, le=65535)]
WordsPerMinute = Annotated[int, Field(ge=120, le=180)]
Language = Annotated[str, AfterValidator(_language)]
# A strip 30 mm tall leaves too little of a panel that is smaller than 7 inch.
PanelWidth = Annotated[float, Field(ge=85, le=1000)]
InputDevice = Annotated[str, Field(pattern=r"^/dev/input/.")]


def same_device(one: str | Path, other: str | Path) -> bool:
    """True if both names lead to one device."""
    return Path(one).resolve() == Path(other).resolve()


class PageConfig(BaseModel):
    """The page on the touch screen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    port: Port = Field(8080, description="Served on 127.0.0.1 only.")
    language: Language = Field(USUAL.language, description="en or de, until a walker taps another.")
    speed_unit: SpeedUnit = Field(USUAL.speed_unit, description="What is shown: km/h or mph.")
    theme: Theme = Field(
        USUAL.theme, description="normal, large, dim or contrast, until somebody taps another."
    )
    panel_width_mm: PanelWidth | None = Field(
        None, description="How wide the glass is as it hangs; without it, a 7 inch panel."
    )
    words_per_minute: WordsPerMinute = Field(USUAL_WPM, description="How fast the page speaks.")
    touch_device: InputDevice | None = Field(
        None,
        description="/dev/input/by-id/NAME of the touch screen; a walk stops when it is unplugged.",
    )
    card_reader: InputDevice | None = Field(
        None,
        description="/dev/input/by-id/NAME of a card reader that types a number and Enter: it "
        "signs walkers on, and is never a pain button.",
    )

    @field_validator("card_reader")
    @classmethod
    def _no_touch_screen(cls, path: str | None, others: ValidationInfo) -> str | None:
        touch = others.data.get("touch_device")
        if path is not None and touch is not None and same_device(path, touch):
            raise PydanticCustomError("card_reader", "the touch screen is no card reader")
        return path

    @property
    def look(self) -> Look:
        """How the page looks and speaks."""
        return Look(**{one.name: getattr(self, one.name) for one in fields(Look)})
