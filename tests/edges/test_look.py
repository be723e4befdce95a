"""What the page is told of this machine before it draws anything."""

from treadctl.edges.look import USUAL, Look
from treadctl.edges.web import PAGE

HTML = (PAGE / "index.html").read_text("utf-8")


def test_the_page_starts_in_the_language_unit_and_theme_of_the_machine() -> None:
    html = Look("de", "mph", "dim").page(HTML)
    assert '<html lang="de" data-speed-unit="mph" data-theme="dim">' in html
    assert html.count("<html") == 1 and html.endswith(HTML[-200:])


def test_a_millimetre_is_a_share_of_the_width_of_the_glass() -> None:
    assert Look(panel_width_mm=345.0).stylesheet() == ":root { --mm: calc(100vw / 345); }\n"


def test_without_a_width_the_page_keeps_its_own_guess() -> None:
    assert USUAL.stylesheet() == ""
