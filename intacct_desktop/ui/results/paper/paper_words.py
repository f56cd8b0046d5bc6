"""What files for people and paper say, in the person's language and notation."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.results.formats.file_words import Words
from intacct_desktop.results.formats.notation import Notation
from intacct_desktop.results.formats.page_setup import TooMuchForPaper
from intacct_desktop.ui.results import words
from intacct_desktop.ui.wording import Message, Severity, describe


def _tr(text: str) -> str:
    return QCoreApplication.translate("Paper", text)


def notation() -> Notation:
    """Amounts and dates as the window shows them."""
    locale = QLocale()
    pattern = words.day(date(2033, 11, 22)).replace("2033", "%Y").replace("11", "%m").replace("22", "%d")
    return Notation(locale.decimalPoint(), locale.groupSeparator(), pattern)


def language() -> str:
    """As HTML names it: ``en``, ``fr``."""
    return QLocale().bcp47Name().partition("-")[0]


def file_words() -> Words:
    return Words(
        company=_tr("Company"),
        environment=_tr("Environment"),
        entity=_tr("Entity"),
        top_level=_tr("Top level"),
        user=_tr("User"),
        read_at=_tr("Read"),
        time=_tr("{utc} UTC, {local} local time (UTC{offset})"),
        read_by=_tr("Read {time} by {user}"),
        read=_tr("Read {time}"),
        rows=_tr("Rows"),
        arranged=_tr("Arranged here"),
        state=_tr("State"),
        complete=_tr("{state}: these are all {rows} rows that match."),
        incomplete=_tr("{state}: these are {rows} of the {total} rows that match."),
        incomplete_of_unknown=_tr("{state}: these are {rows} rows; how many match was not asked."),
        changed=_tr("{state}: the company changed meanwhile, so rows may be missing or stand twice. {rows} rows are here, {total} match."),
        sums=_tr("Sums"),
        misfits=_tr("{count} values are not of their column's type and stand here as they came."),
        shortened=_tr("{count} texts are cut, which … shows: a CSV or XLSX file has them whole."),
        unknown_characters=_tr("� stands for characters that the font has not."),
        query=_tr("Query"),
        server=_tr("Server"),
        page=_tr("Page {page} of {pages}"),
        columns=_tr("Columns {first}–{last} of {count}"),
    )


class NotPrinted(RuntimeError):
    """The printer with this name did not take the pages."""


@describe.register
def _(error: NotPrinted) -> Message:
    return Message(
        Severity.ERROR,
        _tr("The printer did not take the pages."),
        _tr("Pages that it had already may come out of it; the rows are as they were."),
        _tr("Look whether it is switched on and reachable, or export the rows to PDF."),
        str(error),
    )


@describe.register
def _(error: TooMuchForPaper) -> Message:
    return Message(
        Severity.WARNING,
        _tr("These are too many rows for paper."),
        _tr("With these columns it takes {most} at most. Nothing was made.").format(most=words.rows(error.most)),
        _tr("Filter the rows, or export them to CSV or XLSX, which take them all."),
    )
