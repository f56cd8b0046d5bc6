"""The builder's words: comparisons by the field's kind, relative dates, what is wrong with an entry, an expression or a body."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api.expression import MAX_DEPTH, ExpressionError
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import RELATIVE_DATES, Operator
from intacct_desktop.api.query import Aggregate, QueryError
from intacct_desktop.ui.builder.comparison import Comparison
from intacct_desktop.ui.builder.entry import EntryError, Notation
from intacct_desktop.ui.builder.entry_list import Pasted

_MOST_NUMBERS = 6
_LONGEST_EXPRESSION = 160  # characters


def _tr(text: str) -> str:
    return QCoreApplication.translate("Builder", text)


def comparison_words(comparison: Comparison, kind: ValueKind | None) -> str:
    """``is before`` for a date, ``is less than`` for a number."""
    operator = comparison.operator
    if comparison.null:
        return _tr("is empty") if operator is Operator.EQ else _tr("is not empty")
    if operator in (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE):
        return _order_words(operator, kind)
    return {
        Operator.EQ: _tr("is"),
        Operator.NE: _tr("is not"),
        Operator.IN: _tr("is one of"),
        Operator.NOT_IN: _tr("is none of"),
        Operator.BETWEEN: _tr("is between"),
        Operator.NOT_BETWEEN: _tr("is not between"),
        Operator.CONTAINS: _tr("contains"),
        Operator.NOT_CONTAINS: _tr("does not contain"),
        Operator.STARTS_WITH: _tr("starts with"),
        Operator.NOT_STARTS_WITH: _tr("does not start with"),
        Operator.ENDS_WITH: _tr("ends with"),
        Operator.NOT_ENDS_WITH: _tr("does not end with"),
        Operator.HAS: _tr("has"),
    }[operator]


def _order_words(operator: Operator, kind: ValueKind | None) -> str:
    match kind:
        case ValueKind.DATE | ValueKind.DATE_TIME:
            words = (_tr("is before"), _tr("is on or before"), _tr("is after"), _tr("is on or after"))
        case ValueKind.TEXT | ValueKind.ENUM:
            words = (_tr("sorts before"), _tr("sorts up to"), _tr("sorts after"), _tr("sorts from"))
        case _:
            words = (_tr("is less than"), _tr("is at most"), _tr("is greater than"), _tr("is at least"))
    return words[(Operator.LT, Operator.LTE, Operator.GT, Operator.GTE).index(operator)]


def relative_date_words() -> dict[str, str]:
    """The relative dates by the API's names (facts 3.3)."""
    words = (
        _tr("today"),
        _tr("yesterday"),
        _tr("current week"),
        _tr("last week"),
        _tr("current month"),
        _tr("prior month"),
        _tr("current quarter"),
        _tr("prior quarter"),
        _tr("current year"),
        _tr("prior year"),
    )
    return dict(zip(RELATIVE_DATES, words, strict=True))


def aggregate_words(aggregate: Aggregate | None) -> str:
    """What is computed of a column; None is the value itself."""
    return {
        None: _tr("nothing, the value itself"),
        Aggregate.COUNT: _tr("count"),
        Aggregate.SUM: _tr("sum"),
        Aggregate.AVG: _tr("average"),
        Aggregate.MIN: _tr("least"),
        Aggregate.MAX: _tr("greatest"),
    }[aggregate]


def notation_of(locale: QLocale) -> Notation:
    """How the person's language writes numbers and dates; dates as in ISO 8601 where it spells the month."""
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    order = "".join(dict.fromkeys(letter for letter in pattern.lower() if letter in "dmy"))
    separator = next((letter for letter in pattern if not letter.isalpha()), "-")
    relative = relative_date_words()
    point, group = locale.decimalPoint(), locale.groupSeparator()
    for known in ("dmy", "mdy", "ymd"):
        if order == known and separator in "./-" and "MMM" not in pattern:
            return Notation(point, group, known, separator, relative)
    return Notation(point, group, relative=relative)


def entry_problem(error: EntryError) -> str:
    return {
        "not-a-number": _tr("“{text}” is not a number."),
        "not-whole": _tr("“{text}” is not a whole number."),
        "not-a-date": _tr("“{text}” is not a date. Write a date, or one of the relative dates such as “today”."),
        "not-a-time": _tr("“{text}” is not a time. Write hours and minutes, such as 16:30."),
        "ambiguous": _tr("“{text}” may be one number or several. Put a semicolon between numbers."),
        "open-quote": _tr("The quotation mark of {text} is never closed."),
        "not-json": _tr("“{text}” is not a value as the JSON body has them. Write a text in double quotes."),
    }[error.problem].format(text=_short(error.text))


def expression_problem(error: ExpressionError, count: int) -> str:
    """What is wrong and where, characters counted from 1."""
    at = error.position + 1
    match error.problem:
        case "unexpected":
            return _tr("“{text}” does not fit at character {at}. Use filter numbers, and, or, and parentheses.").format(
                text=_short(error.found), at=at
            )
        case "no-filter":
            return _tr("A filter's number is missing before “{text}” at character {at}.").format(text=_short(error.found), at=at)
        case "no-word":
            return _tr("“and” or “or” is missing before “{text}” at character {at}.").format(text=_short(error.found), at=at)
        case "unopened":
            return _tr("The parenthesis at character {at} closes none.").format(at=at)
        case "unclosed":
            return _tr("The parenthesis at character {at} is never closed.").format(at=at)
        case "unfinished":
            return _tr("The expression is not finished: something is missing after character {at}.").format(at=at - 1)
        case "unknown-filter":
            if count == 1:
                return _tr("There is no filter {number}: there is only filter 1.").format(number=_short(error.found))
            return _tr("There is no filter {number}: they go from 1 to {count}.").format(number=_short(error.found), count=count)
        case "too-deep":
            return _tr("More than {most} groups stand within each other at character {at}.").format(most=MAX_DEPTH, at=at)
    return _tr("There are no filters to match.") if count == 0 else _tr("The expression is empty.")


def left_out_words(numbers: Sequence[int]) -> tuple[str, str]:
    """Which filters an expression leaves out, and what its mend is called."""
    if len(numbers) == 1:
        return _tr("Filter {number} is not used.").format(number=numbers[0]), _tr("Use filter {number} too").format(number=numbers[0])
    if len(numbers) > _MOST_NUMBERS:
        count = len(numbers)
        return _tr("{count} filters are not used.").format(count=count), _tr("Use these {count} filters too").format(count=count)
    listed = _tr("{numbers} and {last}").format(numbers=", ".join(map(str, numbers[:-1])), last=numbers[-1])
    return _tr("Filters {numbers} are not used.").format(numbers=listed), _tr("Use filters {numbers} too").format(numbers=listed)


def precedence_words(written: str) -> str:
    """How an expression that mixes `and` and `or` is read."""
    return _tr("Read as {expression}.").format(
        expression=written if len(written) <= _LONGEST_EXPRESSION else written[:_LONGEST_EXPRESSION] + "…"
    )


def body_problem(error: QueryError) -> str:
    """What is wrong with a JSON body; where, is for the caller to say."""
    where = error.path.strip("/").replace("/", " › ")
    match error.problem:
        case "not-json":
            return _tr("This is not JSON: {reason}").format(reason=str(error.found).rpartition(" (byte ")[0] or error.found)
        case "not-an-object":
            return _tr("A query is one object in braces: { … }.")
        case "missing":
            return _tr("“{member}” is missing.").format(member=where)
        case "unknown-operator":
            return _tr("{where}: there is no operator “{found}”.").format(where=where, found=_short(str(error.found)))
        case "one-operator":
            return _tr('{where}: a filter has exactly one operator: {{"$eq": {{"field": value}}}}.').format(where=where)
        case "one-field":
            return _tr("{where}: exactly one field belongs here.").format(where=where)
    return _tr("{where}: a value of another kind belongs here.").format(where=where)


def counted_columns(count: int) -> str:
    return _tr("1 column") if count == 1 else _tr("{count} columns").format(count=count)


def counted_filters(count: int) -> str:
    return _tr("1 filter") if count == 1 else _tr("{count} filters").format(count=count)


def counted_values(count: int) -> str:
    return _tr("1 value") if count == 1 else _tr("{count} values").format(count=count)


def paste_words(pasted: Pasted) -> str:
    """What was left out of a pasted column; empty when nothing was."""
    words = [_tr("heading “{text}” left out").format(text=_short(pasted.heading))] if pasted.heading else []
    if pasted.repeated:
        words.append(
            _tr("1 repeated value left out")
            if pasted.repeated == 1
            else _tr("{count} repeated values left out").format(count=pasted.repeated)
        )
    return ", ".join(words)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
