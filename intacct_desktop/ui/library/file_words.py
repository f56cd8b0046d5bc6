"""What is wrong with a query's file, in words; importing this module teaches `describe` its errors."""

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.ui.builder.words import body_problem
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.query_file import VERSION, ChangedMeanwhile, QueryFileError


def _tr(text: str) -> str:
    return QCoreApplication.translate("QueryFile", text)


def file_problem(error: QueryFileError) -> str:
    """Why a file or text is no query, in one or two sentences."""
    where = error.path.strip("/").replace("/", " › ")
    match error.problem:
        case "not-json" if error.line is not None:
            return _tr("This is not JSON: it breaks at line {line}, character {column}.").format(line=error.line, column=error.column)
        case "not-json":
            return _tr("This is not JSON.")
        case "not-a-query-file":
            return _tr("This is JSON, but not a query.")
        case "newer":
            return _tr(
                "It was written by a newer version of this program: its format is {found}, this program reads up to {known}."
            ).format(found=error.detail, known=VERSION)
        case "bad-query" if error.query_error is not None:
            return _tr("Its query is not one: {reason}").format(reason=body_problem(error.query_error))
        case "too-big":
            limit = QLocale().formattedDataSize(int(error.detail), 0, QLocale.DataSizeFormat.DataSizeSIFormat)
            return _tr("It is larger than {limit}; a query is some thousand characters.").format(limit=limit)
    return _tr("{where}: a value of another kind belongs here.").format(where=where)


@describe.register
def _(error: QueryFileError) -> Message:
    todo = _tr("Get the file again from where it came from, or open it in a text editor and mend the place.")
    if error.problem == "newer":
        todo = _tr("Update this program, then open the file again.")
    return Message(
        Severity.ERROR,
        _tr("The query cannot be opened. {reason}").format(reason=file_problem(error)),
        _tr("The file is as it was, and so are your open queries."),
        todo,
        str(error),
    )


@describe.register
def _(error: ChangedMeanwhile) -> Message:
    return Message(
        Severity.WARNING,
        _tr("The file “{name}” was changed by someone else since it was opened.").format(name=error.path.stem),
        _tr("Nothing was written. Your query is still open here, the other one is in the file."),
        _tr("Save under another name, or open the file again to see what changed."),
        str(error.path),
    )
