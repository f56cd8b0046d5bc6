"""The words about parameters: what they are called, what kinds there are, what is wrong with a value, what an empty one means."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.naming import readable, title_of
from intacct_desktop.workspace.parameters import Parameter, Problem


def _tr(text: str) -> str:
    return QCoreApplication.translate("Parameters", text)


def label_of(parameter: Parameter) -> str:
    """What a person is asked for."""
    return QCoreApplication.translate("Templates", parameter.label) if parameter.label else readable(parameter.name)


def kind_words() -> dict[ValueKind, str]:
    """The kinds that a parameter can have, the most usual first."""
    return {
        ValueKind.TEXT: _tr("Text"),
        ValueKind.DATE: _tr("Date"),
        ValueKind.DECIMAL: _tr("Amount"),
        ValueKind.INTEGER: _tr("Whole number"),
        ValueKind.ENUM: _tr("Choice"),
        ValueKind.BOOLEAN: _tr("Yes or no"),
        ValueKind.DATE_TIME: _tr("Date and time"),
    }


def empty_words(parameter: Parameter) -> str:
    """What becomes of the query when nothing is entered; nothing where that is not allowed."""
    if not parameter.optional:
        return ""
    if parameter.object:
        return _tr("May stay empty: any {what}.").format(what=title_of(parameter.object).lower())
    return _tr("May stay empty: then it does not limit the rows.")


def problem_words(parameter: Parameter, problem: Problem) -> str:
    match problem:
        case Problem.MISSING:
            return _tr("The query needs a value here.")
        case Problem.ONE_ONLY:
            return _tr("One value belongs here, not several.")
        case Problem.NOT_A_TEXT:
            return _tr("A text belongs here.")
        case Problem.NOT_A_CHOICE:
            choices = ", ".join(parameter.choices[:8]) + (", …" if len(parameter.choices) > 8 else "")
            return _tr("One of these belongs here: {choices}.").format(choices=choices)
        case Problem.NOT_TRUE_OR_FALSE:
            return _tr("Yes or no belongs here.")
        case Problem.NOT_A_NUMBER:
            return _tr("A number belongs here.")
        case Problem.NOT_WHOLE:
            return _tr("A whole number belongs here.")
    return _tr("A date belongs here.")
