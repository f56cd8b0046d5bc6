"""What is said of lines: names of cells, counts, totals, what a paste came to."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api.records.form import Entry, Lines, Lock
from intacct_desktop.api.records.line_totals import ColumnTotal
from intacct_desktop.api.records.local_text import Locale, NotAValue, write_amount
from intacct_desktop.api.records.values import Record, value_at
from intacct_desktop.ui.record.editors.showing import shown
from intacct_desktop.ui.record.editors.words import lock_reason, problem_words, short
from intacct_desktop.workspace.pasted_rows import Attention

MINUS = "\u2212"
_MONEY_PLACES = 2


def _tr(text: str) -> str:
    return QCoreApplication.translate("Lines", text)


def number(count: int) -> str:
    return QLocale().toString(count)


def line_words(count: int) -> str:
    return _tr("1 line") if count == 1 else _tr("{count} lines").format(count=number(count))


def cell_name(row: int, column: Entry) -> str:
    """ "Line 2, txnAmount": what a cell is called, also by who cannot see it."""
    return _tr("Line {number}, {column}").format(number=number(row + 1), column=column.path)


def removed_words(count: int) -> str:
    return _tr("1 line removed") if count == 1 else _tr("{count} lines removed").format(count=number(count))


def summary(columns: Sequence[Entry], item: Record) -> str:
    """What tells one line from another: the first of its cells that say something."""
    texts = [text for column in columns if (text := shown(column, value_at(item, column.place)))]
    return " · ".join(short(text) for text in texts[:4])


def amount(total: Decimal, column: Entry, locale: Locale) -> str:
    """A sum in the person's language; one of money with its two places."""
    text = f"{total:f}"
    whole, point, places = text.partition(".")
    if column.field is not None and column.field.scale == _MONEY_PLACES:
        places = places.ljust(_MONEY_PLACES, "0")
    elif point:
        places = places.rstrip("0")
    written = write_amount(f"{whole}.{places}" if places else whole, locale) or text
    return written.replace("-", MINUS, 1)


def total_words(total: ColumnTotal, locale: Locale, *, named: bool) -> str:
    """What one column comes to: "24,150.50", with the name of the column where there are several."""

    def written(value: Decimal) -> str:
        return amount(value, total.column, locale)

    name = f"{total.column.path} " if named else ""
    if total.is_mixed:
        return _tr("{column}: in {count} currencies ({currencies}), not added up").format(
            column=total.column.path, count=number(len(total.currencies)), currencies=", ".join(total.currencies)
        )
    if total.sides is not None:
        words = _tr("{name}debit {debit} · credit {credit} · difference {difference}").format(
            name=name,
            debit=written(total.sides.debit),
            credit=written(total.sides.credit),
            difference=written(total.sides.difference),
        )
        if total.sides.neither:
            words += " · " + _tr("{lines} without a side").format(lines=line_words(total.sides.neither))
    else:
        words = f"{name}{written(total.total)}"
    if total.header is not None and total.difference is not None and total.sides is None:
        words += " · " + _tr("header total {total} · difference {difference}").format(
            total=written(total.header.total), difference=written(total.difference)
        )
    if total.unread:
        words += " · " + (
            _tr("1 cell is no number") if total.unread == 1 else _tr("{count} cells are no numbers").format(count=number(total.unread))
        )
    return words


def is_settled(total: ColumnTotal) -> bool | None:
    """Whether a column comes to what it should; None where nothing says what it should come to."""
    if total.is_mixed:
        return None
    if total.sides is not None:
        return not total.sides.difference and not total.sides.neither
    return None if total.difference is None else not total.difference


def lock_words(lines: Lines, column: Entry, lock: Lock) -> str:
    return lock_reason(lock, column) if lock is not Lock.CREATE_ONLY else _tr("Locked: this is given once, with a new line.")


def attention_words(found: Attention, locale: Locale) -> str:
    """Why a pasted cell is no value."""
    text = short(found.text)
    match found.problem:
        case "no-choice":
            choices = ", ".join(found.found.get("choices", ()))
            return _tr("“{text}” is none of the choices: {choices}.").format(text=text, choices=choices)
        case "not-yes-or-no":
            return _tr("“{text}” is neither yes nor no.").format(text=text)
        case "not-json":
            return _tr("“{text}” is not JSON.").format(text=text)
        case "not-a-number":
            problem = NotAValue("not-a-number", found.text)
        case "not-whole":
            problem = NotAValue("not-whole", found.text)
        case "too-many-places":
            problem = NotAValue("too-many-places", found.text, found.found.get("scale"))
        case "ambiguous":
            problem = NotAValue("ambiguous", found.text)
        case "not-a-time":
            problem = NotAValue("not-a-time", found.text)
        case _:
            problem = NotAValue("not-a-date", found.text)
    return problem_words(problem, locale)


def pasted_words(rows: int, matched: int, unknown: int, attention: int) -> str:
    """ "12 lines, 3 columns matched, 1 column unknown, 2 cells need attention"."""
    parts = [line_words(rows), _tr("1 column matched") if matched == 1 else _tr("{count} columns matched").format(count=number(matched))]
    if unknown:
        parts.append(_tr("1 column unknown") if unknown == 1 else _tr("{count} columns unknown").format(count=number(unknown)))
    if attention:
        many = _tr("{count} cells need attention").format(count=number(attention))
        parts.append(_tr("1 cell needs attention") if attention == 1 else many)
    return ", ".join(parts)
