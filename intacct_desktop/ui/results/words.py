"""The words of results: values as a person reads them, numbers of rows and calls, and what can go wrong with rows and files."""

import functools
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.results.clipboard import typed_text
from intacct_desktop.results.formats.notation import Notation
from intacct_desktop.results.ndjson import NotARow
from intacct_desktop.ui.builder.entry import DateCodec
from intacct_desktop.ui.builder.words import notation_of
from intacct_desktop.ui.wording import Message, Severity, describe

MINUS = "\u2212"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Results", text)


def amount(value: Decimal | int) -> str:
    """A number in the person's locale, digit for digit, with a real minus."""
    locale = QLocale()
    return Notation(locale.decimalPoint(), locale.groupSeparator()).number(value).replace("-", MINUS)


def shown(value: Any) -> str:
    """A value for reading. Line breaks are shown as ⏎."""
    match value:
        case None:
            return _tr("null")
        case "":
            return _tr("empty")
        case str():
            return value if value.isprintable() else value.replace("\r\n", "⏎").replace("\n", "⏎").replace("\t", "⇥")
        case bool():
            return "true" if value else "false"
        case Decimal() | int():
            return amount(value)
        case datetime():
            return f"{day(value.date())} {value:%H:%M:%S} UTC"
        case date():
            return day(value)
    return str(value)


def day(value: date) -> str:
    """A date as the person's language writes it, in digits of fixed number so that a column stands straight; as in the filters."""
    return _date_codec(QLocale().name()).write(value.isoformat()) or value.isoformat()


@functools.cache
def _date_codec(locale: str) -> DateCodec:
    return DateCodec(notation_of(QLocale(locale)))


def copied(value: Any) -> str:
    """A value for the clipboard: nothing for null, numbers as the person's spreadsheet reads them."""
    return typed_text(value, QLocale().decimalPoint())


def number(count: int) -> str:
    return amount(count)


def rows(count: int) -> str:
    return _tr("1 row") if count == 1 else _tr("{count} rows").format(count=number(count))


def loaded_rows(count: int) -> str:
    return _tr("1 loaded row") if count == 1 else _tr("{count} loaded rows").format(count=number(count))


def calls(count: int) -> str:
    return _tr("about 1 call") if count == 1 else _tr("about {count} calls").format(count=number(count))


def size(count: int) -> str:
    """Bytes, in the unit that suits."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def seconds(taken: float) -> str:
    return _tr("{seconds} s").format(seconds=QLocale().toString(taken, "f", 2))


@describe.register
def _(error: NotARow) -> Message:
    return Message(
        Severity.ERROR,
        _tr("Intacct sent something that is not a row."),
        _tr("That page was not loaded. The rows before it stay."),
        _tr("Try again. If it happens again, copy the details and report them."),
        error.found,
    )
