"""Colours that can be read, a style sheet without holes, icons that follow the palette."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from intacct_desktop.ui import icons
from intacct_desktop.ui.theme import Role, Scheme, number_font, set_role, theme, tinted_svg

WORDS = (Role.TEXT, Role.MUTED, Role.ACCENT, Role.NEGATIVE, Role.WARNING, Role.SUCCESS)
GROUNDS = (Role.WINDOW, Role.BASE, Role.RAISED, Role.CHIP, Role.SELECTION)
FILLED = (Role.ACCENT, Role.ACCENT_HOVER, Role.PRACTICE, Role.SANDBOX, Role.PRODUCTION)


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Scheme]:
    chosen: Scheme = request.param
    theme().apply(qapp, chosen)
    yield chosen
    theme().apply(qapp, "light")


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: Role, other: Role) -> float:
    dark, light = sorted((luminance(theme().color(one)), luminance(theme().color(other))))
    return (light + 0.05) / (dark + 0.05)


def test_words_can_be_read_on_every_ground(scheme: Scheme) -> None:
    pairs = [*product(WORDS, GROUNDS), *((Role.ON_ACCENT, filled) for filled in FILLED)]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}


def test_the_style_sheet_has_no_holes(scheme: Scheme, qapp: QApplication) -> None:
    sheet = qapp.styleSheet()
    assert "@" not in sheet
    assert "tint(" not in sheet
    assert theme().hex(Role.ACCENT) in sheet


def test_the_palette_is_the_schemes(scheme: Scheme, qapp: QApplication) -> None:
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == {"light": "#ffffff", "dark": "#15181c"}[scheme]
    assert theme().is_dark == (scheme == "dark")


def test_a_role_changes_the_look_of_a_shown_button(scheme: Scheme, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    button.resize(80, 28)
    button.show()
    assert button.grab().toImage().pixelColor(40, 14) == theme().color(Role.RAISED)
    set_role(button, "primary")
    assert button.grab().toImage().pixelColor(40, 14) == theme().color(Role.ACCENT)


def colors(image: QImage) -> set[str]:
    """The colours of the fully covered pixels."""
    points = product(range(image.width()), range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


def test_an_icon_made_before_follows_the_palette(qapp: QApplication) -> None:
    theme().apply(qapp, "light")
    sign = icons.icon("stop", Role.NEGATIVE)
    copied = sign.pixmap(64, 64).toImage()
    theme().apply(qapp, "dark")
    assert colors(copied) == {"#b3261e"}
    assert colors(sign.pixmap(64, 64).toImage()) == {"#ff8a80"}
    theme().apply(qapp, "light")


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_something_within_its_square(name: str, qapp: QApplication) -> None:
    image = icons.icon(name).pixmap(64, 64).toImage()
    assert colors(image) == {theme().hex(Role.TEXT)}
    edge = {image.pixelColor(x, y).alpha() for x, y in product(range(64), (0, 63))}
    assert edge == {0}, "the drawing touches its edge"
    assert tinted_svg(name, "#010203").count("currentColor") == 0


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icons.icon("no-such-icon")


def test_an_unknown_scheme_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme().apply(qapp, "sepia")  # type: ignore[arg-type]


def test_figures_have_one_width(qapp: QApplication) -> None:
    assert [bytes(tag.toString().data()) for tag in number_font().featureTags()] == [b"tnum"]
