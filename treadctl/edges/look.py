"""How the page looks and speaks on this machine, as its configuration says."""

from dataclasses import dataclass
from typing import Literal

from treadctl.edges.words import ENGLISH

SpeedUnit = Literal["km/h", "mph"]
Theme = Literal["normal", "large", "dim", "contrast"]
THEMES: tuple[Theme, ...] = ("normal", "large", "dim", "contrast")
USUAL_WPM = 150  # older people liked 150 to 200 best (Sutton et al. 1995, AAC 11(3):147)
_ROOT = '<html lang="en">'


@dataclass(frozen=True, slots=True)
class Look:
    """`language` until a walker chose theirs, `theme` until somebody tapped another.

    `panel_width_mm`: how wide the visible glass is as it hangs; None: a 7 inch panel.
    """

    language: str = ENGLISH
    speed_unit: SpeedUnit = "km/h"
    theme: Theme = "normal"
    panel_width_mm: float | None = None
    words_per_minute: int = USUAL_WPM

    def page(self, html: str) -> str:
        """The page's own HTML, with what it is to begin with."""
        settings = f'data-speed-unit="{self.speed_unit}" data-theme="{self.theme}"'
        return html.replace(_ROOT, f'<html lang="{self.language}" {settings}>', 1)

    def stylesheet(self) -> str:
        """How long a millimetre is on this panel; nothing where the page's own guess stays."""
        if self.panel_width_mm is None:
            return ""
        return f":root {{ --mm: calc(100vw / {self.panel_width_mm:g}); }}\n"


USUAL = Look()
