"""Findings as a person meets them: in words, in a list that takes little room, each with its button."""

import string
from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.checks import Finding, check
from intacct_desktop.api.lookup import Absent, Member
from intacct_desktop.api.mends import Cure, Remedy
from intacct_desktop.api.model import Field, Group, OwnedList, Reference
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.problems import Problem, Severity
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.ui.builder.finding_words import _words, finding_text, mend_text
from intacct_desktop.ui.builder.findings_view import FindingsView
from intacct_desktop.ui.theme import ROW

ID = Field("vendor.id", "string")
MEMBERS: Mapping[str, Member] = {
    "key": Field("key", "string"),
    "dueDate": Field("dueDate", "string", "date"),
    "amount": Field("amount", "string", "decimal-precision-2"),
    "state": Field("state", "string", enum=("posted", "paid")),
    "hold": Field("hold", "boolean"),
    "tags": Field("tags", "array"),
    "secret": Field("secret", "string", write_only=True),
    "logo": Field("logo", "string", "base64zip"),
    "href": Field("href", "string"),
    "vendor": Reference("vendor", "a/vendor", {"id": ID}),
    "vendor.id": ID,
    "lines.x": OwnedList("lines", "a/line"),
    "refused": Field("refused", "string"),
    "audit": Group("audit", {}, {}, {}, {}),
    "far.away": Absent.UNSEEN,
}


class Members:
    def member(self, path: str) -> Member:
        return MEMBERS.get(path, Absent.UNKNOWN)

    def suggestion(self, path: str) -> str | None:
        return {"vendor": "vendor.id", "dueDat": "dueDate"}.get(path)

    def parameters(self) -> tuple[str, ...] | None:
        return ()


def findings(query: Query) -> tuple[Finding, ...]:
    return check(query, Members(), {"refused"} if "refused" in query.fields else ())


def filtered(operator: Operator, field: str, value: object, **members: object) -> Query:
    return Query("a/b", ("key",), (Filter(operator, field, value),), **members)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_US"))


@pytest.mark.parametrize(
    ("query", "text", "mend"),
    [
        (Query("a/b"), "The query has no columns yet. Choose at least one field.", "Add key"),
        (Query("a/b", ("dueDat",)), "Column 1: There is no field dueDat. Did you mean dueDate?", "Use dueDate instead"),
        (
            Query("a/b", ("key", "vendor")),
            "Column 2: vendor is a reference to another record. Choose one of its fields.",
            "Use vendor.id instead",
        ),
        (Query("a/b", ("secret",)), "Column 1: secret can be written but not read. Leave it out.", "Leave it out"),
        (
            filtered(Operator.EQ, "dueDate", "soon"),
            "Filter 1: “soon” is not a date, and dueDate is. Enter a date such as 2026-11-18, or choose one such as today.",
            "Mute the filter",
        ),
        (
            filtered(Operator.BETWEEN, "amount", ("2", "1")),
            "Filter 1: The range of amount starts after it ends: nothing lies in it.",
            "Swap the two values",
        ),
        (filtered(Operator.IN, "state", ()), "Filter 1: The list for state is empty. Enter at least one value.", "Take the filter out"),
        (
            filtered(Operator.GT, "dueDate", None),
            "Filter 1: “is after” needs a value. Only “is empty” and “is not empty” go without one.",
            "Use “is empty”",
        ),
        (
            filtered(Operator.IN, "state", ("posted", "payd")),
            "Filter 1: state has no choice “payd”. Nothing may match.",
            "Use “paid”",
        ),
        (filtered(Operator.IN, "state", "paid"), "Filter 1: “is one of” takes a list of values.", "Make it a list"),
        (
            filtered(Operator.EQ, "hold", True, filter_expression="1 and 2"),
            "Match: There is no filter 2: there is only filter 1.",
            "Match all filters",
        ),
        (Query("a/b", ("key",), size=12_345), "A page has 1 to 4,000 rows, and 12,345 are asked for.", "Use 4,000"),
        (Query("a/b", ("key",), size=0), "A page has 1 to 4,000 rows, and 0 are asked for.", "Leave it out"),
        (
            Query("a/b", ("key",), filter_parameters={"asOfDate": "today"}),
            "asOfDate is a date, and “today” is not. Enter a date such as 2026-11-18.",
            "Leave it out",
        ),
    ],
)
def test_a_finding_says_where_what_and_how(query: Query, text: str, mend: str) -> None:
    (finding,) = findings(query)
    assert (finding_text(finding), mend_text(finding)) == (text, mend)


def test_every_problem_has_words_and_every_place_in_them_a_value() -> None:
    queries = [
        Query("a/b"),
        Query(
            "a/b", ("nope", "vendor", "lines.x", "audit", "secret", "logo", "refused", "far.away", "key", "key", "sum:state", "count:href")
        ),
        Query("a/b", ("key",), order_by=(Order("tags"), Order("sum:amount"), Order("href")), start=0, size=5_000),
        Query("a/b", ("key",), filter_parameters={"own": 1, "includePrivate": "x"}, others={"new": 1}),
        *(
            filtered(operator, field, value)
            for operator, field, value in (
                (Operator.GT, "sum:amount", "1"),
                (Operator.CONTAINS, "dueDate", "x"),
                (Operator.LT, "amount", None),
                (Operator.EQ, "amount", ("1", "2")),
                (Operator.IN, "amount", "1"),
                (Operator.BETWEEN, "amount", "1"),
                (Operator.IN, "amount", ()),
                (Operator.EQ, "amount", ""),
                (Operator.EQ, "amount", ["nested"]),
                (Operator.EQ, "amount", "x"),
                (Operator.EQ, "amount", "1.001"),
                (Operator.EQ, "state", "x"),
                (Operator.EQ, "key", "7"),
                (Operator.EQ, "vendor.id", 7),
                (Operator.BETWEEN, "amount", ("2", "1")),
            )
        ),
        filtered(Operator.EQ, "hold", True, filter_expression="2"),
        Query("a/b", ("key",), (Filter(Operator.EQ, "hold", True),) * 2, "1"),
    ]
    found = [finding for query in queries for finding in findings(query)]
    for finding in found:
        assert finding_text(finding)
        assert "{" not in finding_text(finding)
        assert bool(mend_text(finding)) == (finding.cure is not None)
    assert {finding.problem for finding in found} == set(Problem)
    for problem, words in _words().items():
        names = {name for _, name, _, _ in string.Formatter().parse(words) if name}
        for finding in found:
            if finding.problem is problem:
                assert names <= {*finding.found, "advice", "meant"}


def test_braces_and_lines_in_a_value_are_only_text() -> None:
    (finding,) = findings(filtered(Operator.EQ, "dueDate", "{0}\n" + "long " * 40))
    text = finding_text(finding)
    assert "{0} long" in text
    assert len(text) < 200


WRONG = Query(
    "a/b",
    ("key", "key", "vendor"),
    (Filter(Operator.BETWEEN, "amount", ("2", "1")), Filter(Operator.EQ, "dueDate", "soon")),
    order_by=(Order("key"),),
    size=5_000,
)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    QVBoxLayout(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def view(page: QWidget) -> FindingsView:
    made = FindingsView(page)
    layout = page.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addWidget(made)
    layout.addStretch(1)
    return made


def test_errors_come_first_and_are_counted(view: FindingsView) -> None:
    view.show_findings(findings(WRONG))
    severities = [line.finding.severity for line in view.lines if line.finding is not None]
    assert severities == [Severity.ERROR] * 3 + [Severity.WARNING] * 2
    assert view.accessibleName() == "What is wrong with the query: 3 errors, 2 warnings"
    assert view.lines[0].words.accessibleName().startswith("Error: Column 3: vendor")
    assert view.lines[0].mend.accessibleDescription() == view.lines[0].words.text()


def test_it_takes_no_room_without_findings_and_three_lines_at_most(view: FindingsView, page: QWidget) -> None:
    assert not view.isVisible()
    view.show_findings(findings(WRONG)[:1])
    QApplication.processEvents()
    assert view.height() <= ROW + 8
    view.show_findings(findings(WRONG))
    QApplication.processEvents()
    assert 3 * ROW <= view.height() <= 3 * ROW + 8
    view.show_findings(())
    assert not view.isVisible()


def test_the_button_gives_the_mended_query(view: FindingsView) -> None:
    mended: list[Query] = []
    view.mended.connect(mended.append)
    query = WRONG
    for _ in range(10):
        view.show_findings(findings(query))
        if not view.lines:
            break
        QTest.mouseClick(view.lines[0].mend, Qt.MouseButton.LeftButton)
        query = mended[-1]
    assert findings(query) == ()
    assert query.fields == ("key", "vendor.id")
    assert query.filters[0].value == ("1", "2")


def test_a_mend_is_of_the_query_that_was_checked_last(view: FindingsView) -> None:
    mended: list[Query] = []
    view.mended.connect(mended.append)
    view.show_findings(findings(Query("a/b", ("vendor",))))
    view.show_findings(findings(Query("a/b", ("vendor",), order_by=(Order("key"),))))
    QTest.mouseClick(view.lines[0].mend, Qt.MouseButton.LeftButton)
    assert mended == [Query("a/b", ("vendor.id",), order_by=(Order("key"),))]


def test_the_words_lead_to_the_place(view: FindingsView) -> None:
    wanted: list[str] = []
    view.wanted.connect(wanted.append)
    view.show_findings(findings(WRONG))
    for line in view.lines:
        line.words.setFocus()
        QTest.keyClick(line.words, Qt.Key.Key_Space)
    assert wanted == ["/fields/2", "/filters/1", "/size", "/fields/1", "/filters/0"]


def test_the_keyboard_stays_in_the_list(view: FindingsView) -> None:
    view.show_findings(findings(WRONG))
    view.lines[-1].mend.setFocus()
    view.show_findings(findings(WRONG)[:2])
    assert view.lines[-1].mend.hasFocus()


def test_hundreds_of_findings_are_counted_and_not_all_drawn(view: FindingsView) -> None:
    wrong = Query("a/b", tuple(f"nope{number}" for number in range(900)))
    view.show_findings(findings(wrong))
    assert len(view.lines) == 50
    assert view._more.text() == "And 850 more"
    assert view.accessibleName().endswith("900 errors")


def test_a_finding_without_a_mend_has_no_button(view: FindingsView) -> None:
    (finding,) = findings(filtered(Operator.EQ, "amount", "1.001"))
    view.show_findings([finding])
    assert view.lines[0].mend.isHidden()
    assert Cure(Remedy.MUTE) != finding.cure
