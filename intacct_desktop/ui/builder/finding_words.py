"""Findings in words: where it is, what is wrong, how to put it right; and what the button that does it says."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.expression import ExpressionError
from intacct_desktop.api.mends import Remedy
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.problems import Problem
from intacct_desktop.ui.builder.comparison import Comparison
from intacct_desktop.ui.builder.words import comparison_words, expression_problem
from intacct_desktop.ui.results.words import number

_LONGEST = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("Findings", text)


def finding_text(finding: Finding) -> str:
    """``Filter 2: “soon” is no date, which dueDate is. Write a date or choose one such as today.``"""
    where = place_text(finding.place)
    return f"{where}: {problem_text(finding)}" if where else problem_text(finding)


def place_text(place: str) -> str:
    """``Filter 2``; empty where the words of the problem say it."""
    section, _, rest = place[1:].partition("/")
    match section:
        case "fields" if rest:
            return _tr("Column {number}").format(number=int(rest) + 1)
        case "filters":
            return _tr("Filter {number}").format(number=int(rest) + 1)
        case "orderBy":
            return _tr("Order {number}").format(number=int(rest) + 1)
        case "filterExpression":
            return _tr("Match")
    return ""


def problem_text(finding: Finding) -> str:
    """What is wrong and how to mend it, without where."""
    found = finding.found
    if finding.problem is Problem.EXPRESSION:
        return expression_problem(ExpressionError(found["problem"], found["position"], found["text"]), found["count"])
    words = _words()[finding.problem]
    if finding.problem is Problem.UNKNOWN_FIELD and finding.cure is not None and finding.cure.remedy is Remedy.USE_FIELD:
        words = _tr("There is no field {field}. Did you mean {meant}?")
    shown = {name: _shown(name, value, found) for name, value in found.items()}
    return words.format(**shown, advice=_advice(found), meant=finding.cure.with_ if finding.cure is not None else "")


def mend_text(finding: Finding) -> str:
    """What the button says that puts it right; empty where there is no such button."""
    if finding.cure is None:
        return ""
    with_ = finding.cure.with_
    match finding.cure.remedy:
        case Remedy.USE_FIELD:
            return _tr("Use {field} instead").format(field=with_)
        case Remedy.USE_OPERATOR:
            kind: ValueKind | None = finding.found.get("kind")
            null = finding.problem is Problem.NULL
            return _tr("Use “{operator}”").format(operator=comparison_words(Comparison(with_, null=null), kind))
        case Remedy.USE_VALUE:
            return _use_value(finding, with_)
        case Remedy.LEAVE_OUT:
            return _tr("Take the filter out") if finding.place.startswith("/filters/") else _tr("Leave it out")
        case Remedy.ADD_COLUMN:
            return _tr("Add {field}").format(field=with_)
        case Remedy.JOIN_FILTER:
            return _tr("Use filter {number} too").format(number=with_)
        case Remedy.TO_PARAMETERS:
            return _tr("Move it there")
        case remedy:
            return {
                Remedy.MUTE: _tr("Mute the filter"),
                Remedy.SWAP: _tr("Swap the two values"),
                Remedy.PLAIN: _tr("Use the plain field"),
                Remedy.JOIN_ALL: _tr("Match all filters"),
            }[remedy]


def _use_value(finding: Finding, value: Any) -> str:
    if finding.problem is Problem.NOT_A_LIST:
        return _tr("Make it a list")
    if value is None:
        return _tr("Leave it out")
    if isinstance(value, tuple):
        old = next(entry.value for at, entry in enumerate(finding.query.filters) if finding.place == f"/filters/{at}")
        changed = [new for new, before in zip(value, old, strict=False) if new is not before] if isinstance(old, tuple) else []
        value = changed[0] if changed else value[0]
    if finding.problem is Problem.NUMBER_AS_TEXT:
        return _tr("Make it a text")
    counts = finding.problem in (Problem.SIZE, Problem.START)
    return _tr("Use {value}").format(value=number(value) if counts else _value(value))


def _words() -> Mapping[Problem, str]:
    return {
        Problem.NO_COLUMNS: _tr("The query has no columns yet. Choose at least one field."),
        Problem.UNKNOWN_FIELD: _tr("There is no field {field}. Check its spelling, or choose a field from the list."),
        Problem.UNSEEN_FIELD: _tr("Whether there is a field {field} cannot be told: the model does not say where its reference leads."),
        Problem.REFERENCE: _tr("{field} is a reference to another record. Choose one of its fields."),
        Problem.LIST: _tr("{list} is a list, which a query cannot go into. Query {object} and go up from there."),
        Problem.GROUP: _tr("{field} is a group of fields. Choose one of them."),
        Problem.WRITE_ONLY: _tr("{field} can be written but not read. Leave it out."),
        Problem.BINARY: _tr("{field} holds a file's content, which no query gives. Leave it out."),
        Problem.REFUSED: _tr("Intacct refuses {field} in queries. Leave it out."),
        Problem.LINK: _tr("{field} is a link: a query can show it, and do nothing else with it."),
        Problem.AGGREGATE_IN_FILTER: _tr("{field} is an aggregate, and filters look at single records. Use the plain field."),
        Problem.AGGREGATE: _tr("There is no {aggregate} of {field}, which is {kind}. Use the field itself, or count it."),
        Problem.NOT_SORTABLE: _tr("{field} holds lists, which have no order. Leave it out."),
        Problem.NOT_GROUPED: _tr("{field} is no column, and rows that are grouped can only be ordered by their columns."),
        Problem.TWICE: _tr("{field} is a column already. It comes once."),
        Problem.OPERATOR: _tr("“{operator}” does not suit {field}, which is {kind}. Choose another comparison."),
        Problem.NULL: _tr("“{operator}” needs a value. Only “is empty” and “is not empty” go without one."),
        Problem.NO_LIST: _tr("“{operator}” takes one value, and there is a list. Choose “is one of”, or a single value."),
        Problem.NOT_A_LIST: _tr("“{operator}” takes a list of values."),
        Problem.NOT_A_RANGE: _tr("“{operator}” takes two values, the lower one first."),
        Problem.EMPTY_LIST: _tr("The list for {field} is empty. Enter at least one value."),
        Problem.MISSING: _tr("A value for {field} is missing. Enter one, or take the filter out."),
        Problem.NOT_A_VALUE: _tr("{value} is no value that {field} can be compared with. Enter a text, a number, yes or no."),
        Problem.WRONG_KIND: _tr("{value} is not {kind}, and {field} is. {advice}"),
        Problem.NO_CHOICE: _tr("{field} has no choice {value}. Nothing may match."),
        Problem.NUMBER_AS_TEXT: _tr("{field} is text, and {value} is not written as one. Leading zeros count in a text."),
        Problem.TOO_PRECISE: _tr("{field} has {scale} decimal places, and {value} has more. Nothing can be equal to it."),
        Problem.REVERSED: _tr("The range of {field} starts after it ends: nothing lies in it."),
        Problem.UNUSED: _tr("The match line leaves this filter out: it has no effect."),
        Problem.SIZE: _tr("A page has 1 to {most} rows, and {value} are asked for."),
        Problem.START: _tr("Rows are counted from 1: the first row cannot be {value}."),
        Problem.PARAMETER: _tr("This object knows no filter parameter “{name}”. Intacct may refuse it."),
        Problem.PARAMETER_VALUE: _tr("{name} is {kind}, and {value} is not. {advice}"),
        Problem.MEMBER: _tr("“{name}” is no member of a query that is known. Intacct may refuse it."),
    }


def _kind_words() -> Mapping[ValueKind, tuple[str, str]]:
    """What a value of a kind is, and what to enter."""
    return {
        ValueKind.TEXT: (_tr("text"), _tr("Enter a text.")),
        ValueKind.ENUM: (_tr("a choice from a list"), _tr("Choose one of the list.")),
        ValueKind.INTEGER: (_tr("a whole number"), _tr("Enter digits only.")),
        ValueKind.DECIMAL: (_tr("a number"), _tr("Enter digits, with a point before the decimals.")),
        ValueKind.BOOLEAN: (_tr("yes or no"), _tr("Choose yes or no.")),
        ValueKind.DATE: (_tr("a date"), _tr("Enter a date such as 2026-11-18, or choose one such as today.")),
        ValueKind.DATE_TIME: (_tr("a date with a time"), _tr("Enter one such as 2026-11-18T16:30:00Z, or a date.")),
        ValueKind.ARRAY: (_tr("a list"), _tr("Enter a text that the list may hold.")),
        ValueKind.BINARY: (_tr("a file"), ""),
    }


def _shown(name: str, value: Any, found: Mapping[str, Any]) -> str:
    match name:
        case "kind":
            return _kind_words()[value][0]
        case "operator":
            return comparison_words(Comparison(value), found.get("kind"))
        case "object":
            return value or _tr("the object of its lines")
        case "value" if "field" in found or "name" in found:
            return _value(value)
        case "value" | "scale" | "most":
            return number(value)
    return _short(str(value))


def _advice(found: Mapping[str, Any]) -> str:
    kind = found.get("kind")
    if kind is ValueKind.DATE and "name" in found:  # the day that relative dates start from is none itself
        return _tr("Enter a date such as 2026-11-18.")
    return "" if kind is None else _kind_words()[kind][1]


def _value(value: object) -> str:
    match value:
        case bool():
            return _tr("yes") if value else _tr("no")
        case int() | Decimal():
            return _short(f"{value:f}" if isinstance(value, Decimal) and abs(value.adjusted()) < _LONGEST else str(value))
        case str():
            return _tr("“{text}”").format(text=_short(value))
    return _short(str(value))


def _short(text: str) -> str:
    text = " ".join(text.split()) if not text.isprintable() else text
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
