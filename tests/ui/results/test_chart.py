"""The chart: which bars, on which round scale, drawn where, read by mouse and keyboard, and as a picture."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from intacct_desktop.results.statistics import DatePart
from intacct_desktop.ui.results.beside.chart import ChartView
from intacct_desktop.ui.results.beside.chart_painting import ChartLayout
from intacct_desktop.ui.results.beside.chart_series import MOST_BARS, Bar, Kind, Series, by_size, by_time, periods, scale_of
from intacct_desktop.ui.theme import Role, theme


def bars(*values: int | str) -> list[Bar]:
    return [Bar(f"group {at}", Decimal(value), f"{value}") for at, value in enumerate(values)]


def rest(count: int, value: Decimal) -> Bar:
    return Bar(f"others ({count})", value, str(value), is_rest=True)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (("0", "97"), ["0", "20", "40", "60", "80", "100"]),
        (("12.5", "-3"), ["-5", "0", "5", "10", "15"]),
        (("-1240.50",), ["-1500", "-1000", "-500", "0"]),
        (("0.004",), ["0", "0.001", "0.002", "0.003", "0.004"]),
        (("0",), ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ((), ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (("99999999999999999999999999999999999999",), [str(2 * number * 10**37) for number in range(6)]),
    ],
)
def test_ticks_are_round_numbers_with_zero_among_them(values: tuple[str, ...], ticks: list[str]) -> None:
    scale = scale_of([Decimal(value) for value in values])
    assert [f"{tick:f}" for tick in scale.ticks] == ticks
    assert all(0 <= scale.place(Decimal(value)) <= 1 for value in values)


def test_more_groups_than_bars_are_put_together_exactly() -> None:
    values = [Decimal("12345678901234567890.01") * (number + 1) * (-1 if number % 2 else 1) for number in range(100)]
    made = by_size("Sums", [Bar(str(value), value, "") for value in values], sum(values, Decimal(0)), 100, rest)
    assert len(made.bars) == MOST_BARS
    assert made.left_out == 61
    assert made.bars[-1].label == "others (61)"
    assert [abs(bar.value) for bar in made.bars[:-1]] == sorted((abs(bar.value) for bar in made.bars[:-1]), reverse=True)
    assert by_size("Few", bars(1, -3, 2), Decimal(0), 3, rest).table == "group 1: -3\ngroup 2: 2\ngroup 0: 1"


def test_a_time_axis_has_the_periods_in_which_nothing_happened() -> None:
    assert periods("2025-11", "2026-02", DatePart.MONTH) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert periods("2025-Q3", "2026-Q1", DatePart.QUARTER) == ["2025-Q3", "2025-Q4", "2026-Q1"]
    assert periods("2024-02-28", "2024-03-01", DatePart.DAY) == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert periods("2024", "2026", DatePart.YEAR) == ["2024", "2025", "2026"]
    assert len(periods("0001-01-01", "9999-12-31", DatePart.DAY)) < 5_000
    made = by_time("Months", bars(*range(60)), Kind.COLUMNS)
    assert [bar.label for bar in made.bars[:1]] == ["group 20"]
    assert made.left_out == 20


@pytest.fixture
def chart(qtbot: QtBot) -> ChartView:
    made = ChartView()
    qtbot.addWidget(made)
    made.resize(600, 360)
    made.show()
    return made


def colours(image: QImage, box: QRectF) -> set[str]:
    return {QColor(image.pixel(x, y)).name() for x in range(int(box.left()) + 1, int(box.right())) for y in (int(box.center().y()),)}


@pytest.mark.parametrize("kind", [Kind.ROWS, Kind.COLUMNS])
def test_a_negative_value_goes_the_other_way_in_its_own_colour(chart: ChartView, kind: Kind) -> None:
    chart.show_series(Series("Sums", kind, tuple(bars(100, -50))))
    layout = ChartLayout(chart.series, chart.size().toSizeF())
    above, below = layout.bar_box(0), layout.bar_box(1)
    if kind is Kind.ROWS:
        assert below.right() == pytest.approx(above.left())
        assert layout.plot.left() <= below.left()
    else:
        assert below.top() == pytest.approx(above.bottom())
        assert below.bottom() <= layout.plot.bottom()
    image = chart.grab().toImage()
    assert theme().hex(Role.ACCENT) in colours(image, above)
    assert theme().hex(Role.NEGATIVE) in colours(image, below)


def test_the_keyboard_and_the_mouse_read_each_bar(chart: ChartView, qtbot: QtBot) -> None:
    chart.show_series(Series("Sums per state", Kind.ROWS, tuple(bars(100, 50, -20))))
    assert chart.accessibleName() == "Chart: Sums per state"
    assert chart.accessibleDescription() == "group 0: 100\ngroup 1: 50\ngroup 2: -20"
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current == 1
    assert chart.accessibleDescription().startswith("group 1: 50\n")
    assert QToolTip.text() == "group 1: 50"
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.current == 2
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.current == 0
    layout = ChartLayout(chart.series, chart.size().toSizeF())
    QTest.mouseMove(chart, layout.bands[2].center().toPoint())
    qtbot.waitUntil(lambda: chart.current == 2)
    QTest.mouseMove(chart, QPoint(300, 355))
    qtbot.waitUntil(lambda: chart.current is None)


def test_many_points_and_a_small_place_are_drawn_too(chart: ChartView) -> None:
    chart.show_series(Series("Days", Kind.LINE, tuple(bars(*(number % 17 - 5 for number in range(400))))))
    chart.resize(chart.minimumSize())
    image = chart.grab().toImage()
    assert theme().hex(Role.ACCENT) in {QColor(image.pixel(x, y)).name() for x in range(60, 200) for y in range(30, 120)}
    chart.clear()
    chart.grab()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current is None


def test_a_chart_is_a_picture_and_a_drawing(chart: ChartView) -> None:
    chart.show_series(Series("Sums <of> all", Kind.ROWS, tuple(bars(100, -50))))
    png, svg = QImage.fromData(chart.png()), chart.svg().decode()
    assert png.size() == chart.image().size()
    assert png.width() == 1_800
    written = {element.text for element in ElementTree.fromstring(svg).iter() if element.text}  # noqa: S314  it is our own
    assert {"Sums <of> all", "group 0", "-50"} <= {text.strip() for text in written}
    assert theme().hex(Role.NEGATIVE) in svg


def test_the_colours_follow_the_theme(chart: ChartView, qapp: QApplication) -> None:
    chart.show_series(Series("Sums", Kind.ROWS, tuple(bars(100))))
    before = theme().scheme
    try:
        theme().apply(qapp, "dark")
        assert QColor(chart.grab().toImage().pixel(3, 3)).name() == theme().hex(Role.BASE) == "#15181c"
    finally:
        theme().apply(qapp, before)


def test_a_picture_goes_on_the_clipboard(chart: ChartView) -> None:
    chart.show_series(Series("Sums", Kind.ROWS, tuple(bars(100, 3))))
    QGuiApplication.clipboard().setImage(chart.image())
    assert QGuiApplication.clipboard().image().size() == QSize(1_800, chart.image().height())


def test_what_stands_for_all_others_does_not_make_the_bars_vanish(chart: ChartView) -> None:
    shown = [*bars(90, 80), Bar("others (5000)", Decimal(13_000_000), "13,000,000", is_rest=True)]
    chart.show_series(Series("Sums", Kind.ROWS, tuple(shown)))
    layout = ChartLayout(chart.series, chart.size().toSizeF())
    assert layout.scale.most == 100
    assert layout.is_cut(chart.series.bars[2])
    assert layout.bar_box(2).right() == pytest.approx(layout.plot.right())
    assert layout.bar_box(0).width() > layout.plot.width() / 2
    assert chart.words_of(2) == "others (5000): 13,000,000"
    assert not ChartLayout(Series("", Kind.ROWS, (*bars(90), rest(2, Decimal(200)))), chart.size().toSizeF()).is_cut(rest(2, Decimal(200)))
