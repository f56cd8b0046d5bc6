"""The dialog that asks for the values of a query's parameters."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import FilterValue
from intacct_desktop.ui.builder.date_box import DateBox
from intacct_desktop.ui.builder.value_lookup import ValueLookup
from intacct_desktop.ui.builder.value_offers import ValueOffers
from intacct_desktop.ui.library.parameter_box import ParameterBox, field_of
from intacct_desktop.ui.library.parameters_dialog import ParametersDialog
from intacct_desktop.workspace.parameters import Parameter
from tests.ui.conftest import Until

VENDOR = Parameter("vendor", "Vendor", object="accounts-payable/vendor", optional=True)
SINCE = Parameter("since", "Due from", ValueKind.DATE, "currentMonth")
LEAST = Parameter("least", "Least amount", ValueKind.DECIMAL, optional=True)
COUNT = Parameter("count", "Payments", ValueKind.INTEGER)
STATES = Parameter("states", "States", ValueKind.ENUM, ("posted",), many=True, choices=("draft", "posted", "paid"))
STATE = Parameter("state", "State", ValueKind.ENUM, choices=("draft", "posted"))
HOLD = Parameter("hold", "On hold", ValueKind.BOOLEAN, optional=True)
IDS = Parameter("ids", many=True)


class Answers(list[dict[str, FilterValue]]):
    """What dialogs have answered."""

    def dialog(self, qtbot: QtBot, *parameters: Parameter, values: dict[str, FilterValue] | None = None, **more: Any) -> ParametersDialog:
        dialog = ParametersDialog("Open payables", parameters, values or {}, **more)
        dialog.answered.connect(self.append)
        qtbot.addWidget(dialog)
        dialog.open()
        QTest.qWaitForWindowExposed(dialog)
        return dialog


@pytest.fixture
def answers() -> Answers:
    return Answers()


def line(dialog: ParametersDialog, name: str) -> QLineEdit:
    return cast("QLineEdit", dialog.boxes[name].editor)


def choice(dialog: ParametersDialog, name: str) -> QComboBox:
    return cast("QComboBox", dialog.boxes[name].editor)


def enter(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Return)


def test_enter_runs_with_the_defaults(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, SINCE, VENDOR, STATES, HOLD)
    assert dialog.focusWidget() is line(dialog, "since"), "one can type at once"
    enter(line(dialog, "since"))
    assert answers == [{"since": "currentMonth", "vendor": None, "states": ("posted",), "hold": None}]


def test_every_kind_is_typed_and_given_as_the_api_has_it(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, SINCE, LEAST, COUNT, IDS, STATE, HOLD, VENDOR)
    for name, typed in {"since": "2026-11-18", "least": "1,234.50", "count": "12", "ids": "0017\n0018", "vendor": " V-0017 "}.items():
        line(dialog, name).selectAll()
        QTest.keyClicks(line(dialog, name), typed.replace("\n", ", "))
    QTest.keyClicks(choice(dialog, "state"), "draft")
    QTest.keyClick(choice(dialog, "hold"), Qt.Key.Key_Down)
    enter(line(dialog, "count"))
    assert answers == [
        {
            "since": "2026-11-18",
            "least": "1234.50",
            "count": 12,
            "ids": ("0017", "0018"),
            "state": "draft",
            "hold": True,
            "vendor": " V-0017 ",
        }
    ]


def test_a_missing_value_is_asked_for_where_it_belongs_and_nothing_typed_is_lost(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, VENDOR, COUNT)
    QTest.keyClicks(line(dialog, "vendor"), "V-1")
    enter(line(dialog, "vendor"))
    assert not answers
    assert dialog.isVisible()
    assert dialog.focusWidget() is line(dialog, "count")
    assert line(dialog, "count").accessibleDescription() == "The query needs a value here."
    assert line(dialog, "count").property("invalid") is True
    QTest.keyClicks(line(dialog, "count"), "x")
    assert "not a number" in line(dialog, "count").accessibleDescription()
    enter(line(dialog, "count"))
    assert not answers
    QTest.keyClick(line(dialog, "count"), Qt.Key.Key_Backspace)
    QTest.keyClicks(line(dialog, "count"), "3")
    assert line(dialog, "count").accessibleDescription() == ""
    enter(line(dialog, "count"))
    assert answers == [{"vendor": "V-1", "count": 3}]


@pytest.mark.parametrize(
    ("parameter", "typed", "words"),
    [
        (VENDOR, "{{other}}", "not the name of another parameter"),
        (STATE, "nonsense", "One of these belongs here: draft, posted."),
        (LEAST, "12x", "“12x” is not a number."),
        (SINCE, "someday", "“someday” is not a date."),
    ],
)
def test_what_is_no_value_does_not_run(qtbot: QtBot, answers: Answers, parameter: Parameter, typed: str, words: str) -> None:
    dialog = answers.dialog(qtbot, parameter)
    box = dialog.boxes[parameter.name]
    target = box.editor.lineEdit() if isinstance(box.editor, QComboBox) else box.editor
    assert isinstance(target, QLineEdit)
    target.selectAll()
    QTest.keyClicks(target, typed)
    enter(target)
    assert not answers
    assert words in dialog.problem(parameter.name)
    assert target.text() == typed


def test_what_an_empty_value_means_is_said(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, VENDOR, LEAST, COUNT)
    said = {name: box.editor.accessibleDescription() for name, box in dialog.boxes.items()}
    assert said == {"vendor": "May stay empty: any vendor.", "least": "May stay empty: then it does not limit the rows.", "count": ""}


def test_the_last_values_stand_there_and_the_defaults_can_be_had_again(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, SINCE, VENDOR, values={"since": "2026-01-01", "vendor": "V-2", "gone": "x"})
    assert dialog.values == {"since": "2026-01-01", "vendor": "V-2"}
    QTest.mouseClick(dialog.defaults, Qt.MouseButton.LeftButton)
    assert dialog.values == {"since": "currentMonth", "vendor": None}
    assert not dialog.defaults.isVisible()


def test_a_value_left_empty_last_time_stays_empty(qtbot: QtBot, answers: Answers) -> None:
    optional = Parameter("from", kind=ValueKind.DATE, default="today", optional=True)
    dialog = answers.dialog(qtbot, optional, values={"from": None})
    assert dialog.values == {"from": None}


@pytest.mark.parametrize("left", ["twelve", ("a", "b"), True])
def test_a_last_value_of_another_kind_is_as_good_as_none(qtbot: QtBot, left: FilterValue) -> None:
    box = ParameterBox(COUNT)
    qtbot.addWidget(box)
    box.set_value(left)
    assert box.value is None
    assert box.problem == ""


def test_a_relative_date_is_chosen_by_name(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, SINCE)
    box = dialog.boxes["since"].editor
    assert isinstance(box, DateBox)
    QTest.keyClick(box, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(box.panel.isVisible)
    relative = box.panel.relative
    while relative.currentItem() is None or relative.currentItem().text() != "prior quarter":
        QTest.keyClick(relative, Qt.Key.Key_Down)
    enter(relative)
    enter(box)
    assert answers == [{"since": "priorQuarter"}]


def test_a_day_is_chosen_in_the_calendar(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, SINCE, values={"since": "2026-02-10"})
    box = dialog.boxes["since"].editor
    assert isinstance(box, DateBox)
    box.open_panel()
    box.panel.calendar.clicked.emit(QDate(2026, 2, 28))
    enter(box)
    assert answers == [{"since": "2026-02-28"}]


def test_escape_asks_nothing_and_runs_nothing(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, SINCE)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not answers
    assert not dialog.isVisible()


def test_a_parameter_without_a_label_is_called_by_its_readable_name(qtbot: QtBot, answers: Answers) -> None:
    dialog = answers.dialog(qtbot, Parameter("vendorId"))
    assert line(dialog, "vendorId").accessibleName() == "Vendor ID"


@pytest.mark.parametrize("kind", [kind for kind in ValueKind if kind not in (ValueKind.ARRAY, ValueKind.BINARY)])
def test_the_field_made_of_a_parameter_is_of_its_kind(kind: ValueKind) -> None:
    assert field_of(Parameter("x", kind=kind, choices=("a",) if kind is ValueKind.ENUM else ())).kind is kind


async def test_ids_are_offered_as_one_types(qtbot: QtBot, answers: Answers, client: Client, models: ModelService, until: Until) -> None:
    dialog = answers.dialog(qtbot, VENDOR, lookup=ValueLookup(client, models))
    box = line(dialog, "vendor")
    (offers,) = box.findChildren(ValueOffers)
    dialog.activateWindow()
    box.setFocus()
    QTest.keyClicks(box, "v")
    await until(offers.list.isVisible)
    QTest.keyClick(offers.list, Qt.Key.Key_Down)
    offered = str(offers.list.currentIndex().data())
    enter(offers.list)
    assert box.text() == offered != "v"
    enter(box)
    assert answers == [{"vendor": offered}]


async def test_a_look_up_that_fails_says_so_and_the_id_can_still_be_typed(
    qtbot: QtBot, answers: Answers, free_port: Callable[[], int], until: Until
) -> None:
    nobody = Client(f"http://127.0.0.1:{free_port()}", tokens=None)
    dialog = answers.dialog(qtbot, VENDOR, lookup=ValueLookup(nobody, ModelService(nobody)))
    box = line(dialog, "vendor")
    QTest.keyClicks(box, "V-9")
    await until(lambda: "No values could be looked up" in box.accessibleDescription())
    enter(box)
    assert answers == [{"vendor": "V-9"}]
    await nobody.aclose()
