"""What is said of a query that is taken from a text: why it could not be, and what one should know if it could."""

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.ui.builder.json_text import line_and_column
from intacct_desktop.ui.builder.words import body_problem
from intacct_desktop.workspace.importing import MAX_LENGTH, Imported, ImportFailed, Note, Problem, Source


def _tr(text: str) -> str:
    return QCoreApplication.translate("Import", text)


def import_problem(error: ImportFailed, text: str) -> str:
    """Why no query could be taken from ``text``, where, and what would help."""
    said = _problem(error)
    if error.position is not None and text.strip():
        line, column = line_and_column(text, error.position)
        said = _tr("Line {line}, column {column}: {problem}").format(line=line, column=column, problem=said)
    return _tr("“{name}”: {problem}").format(name=error.name, problem=said) if error.name else said


def _problem(error: ImportFailed) -> str:
    match error.problem:
        case Problem.EMPTY:
            return _tr("There is no text to take a query from. Copy a request body, a cURL line or a Postman collection first.")
        case Problem.TOO_BIG:
            number = QLocale().toString
            return _tr("This text has {count} characters, and a query has {limit} at most. It was left alone.").format(
                count=number(int(error.detail)), limit=number(MAX_LENGTH)
            )
        case Problem.NOT_KNOWN:
            return _tr("This is no query. A query comes as a JSON body, an HTTP request, a cURL line or a Postman collection.")
        case Problem.NOT_JSON:
            return _tr("This is not JSON: {reason}").format(reason=error.detail)
        case Problem.NOT_A_QUERY:
            return body_problem(error.cause) if error.cause else _tr("This JSON is no query.")
        case Problem.NO_QUERY if error.detail:
            return _tr("None of these requests is a query: {services}").format(services=_short(error.detail))
        case Problem.NO_QUERY:
            return _tr("There is no query in it.")
        case Problem.NO_BODY:
            return _tr("This request has no body, and a query is one.")
        case Problem.BODY_IN_FILE if error.detail in ("", "-"):
            return _tr("The body of this request is in another place. Paste the body itself.")
        case Problem.BODY_IN_FILE:
            return _tr("The body of this request is in the file {file}. Open that file, or paste what is in it.").format(
                file=PurePath(error.detail).name
            )
    return _tr("A quotation mark is never closed. The text may have been cut off.")


def import_note(note: Note, taken: Imported) -> str:
    """What one should know of a query that was taken, as a sentence."""
    return {
        Note.ENTITY: _tr("It was written for the entity {entity}.").format(entity=taken.entity),
        Note.SECRET_LEFT_OUT: _tr("There was a token or password in the text. It was not kept; whoever can read the text can use it."),
        Note.ANOTHER_SERVICE: _tr("The request was meant for another service; only its query was taken."),
    }[note]


def source_words(source: Source) -> str:
    """What the query was taken from."""
    return {
        Source.BODY: _tr("JSON body"),
        Source.HTTP: _tr("HTTP request"),
        Source.CURL: _tr("cURL"),
        Source.POSTMAN: _tr("Postman"),
    }[source]


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"
