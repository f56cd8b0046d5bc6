"""The query that a command is to run: a file, standard input, or one of the library by its name; with the values that it asks for."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from intacct_desktop.api.model import Field
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import FilterValue, Query
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn
from intacct_desktop.workspace import query_file
from intacct_desktop.workspace.parameters import Parameter, Problem, WrongValue, declared, fill, inferred, placeholders, problem
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import SavedQueries

STANDARD = "-"
"""In place of a file: standard input, standard output."""

_WRONG = {
    Problem.MISSING: "is missing",
    Problem.ONE_ONLY: "takes one value",
    Problem.NOT_A_TEXT: "is not a text",
    Problem.NOT_A_CHOICE: "is not one of its choices",
    Problem.NOT_TRUE_OR_FALSE: "is neither true nor false",
    Problem.NOT_A_NUMBER: "is not a number",
    Problem.NOT_WHOLE: "is not a whole number",
    Problem.NOT_A_DATE: "is not a date like 2026-11-20",
}


def saved_query(named: str, library: SavedQueries) -> SavedQuery:
    """The query of a file, else of the library: by its name, or by folder and name (``Month end/Bills due``).

    Raises `CannotGoOn`, `QueryFileError` and OSError. Blocks.
    """
    if named == STANDARD:
        return query_file.from_text(sys.stdin.buffer.read(), "standard input")
    path = Path(named)
    if path.is_file():
        return query_file.read(path)
    entries = library.entries()
    wanted = named.strip().casefold().removesuffix(query_file.SUFFIX)
    found = [entry for entry in entries if wanted in (entry.name.casefold(), f"{entry.folder}/{entry.name}".casefold())]
    if len(found) == 1:
        return library.load(found[0])
    if found:
        places = ", ".join(f"“{entry.folder}/{entry.name}”" for entry in found)
        raise CannotGoOn(Exit.USAGE, f"Several saved queries are called “{named}”.", f"Name one with its folder: {places}.")
    raise CannotGoOn(Exit.USAGE, f"There is no file “{named}”, and no saved query of this name.")


def given_values(given: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """By name, the values in their order: a name that is given twice has two."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in given:
        values[name] = (*values.get(name, ()), value)
    return values


def check_values(saved: SavedQuery, given: Mapping[str, tuple[str, ...]]) -> None:
    """Find out, before anybody signs in, what the file alone can say of the values. Raises `CannotGoOn`."""
    # Of those that the file says nothing of the company's model decides, in `filled`.
    asked = declared(saved.query, saved.parameters, lambda name: Parameter(name, many=True))
    names = [parameter.name for parameter in asked]
    _refuse([f"{name}: the query does not ask for it" for name in given if name not in names] + _problems(asked, given), names)


async def filled(saved: SavedQuery, given: Mapping[str, tuple[str, ...]], models: ModelService) -> Query:
    """The query to send. Raises `CannotGoOn`, and what ``models`` raises."""
    query, known = saved.query, {parameter.name for parameter in saved.parameters}
    fields: dict[str, Field | None] = {}
    if not known.issuperset(placeholders(query)):
        fields = {path: await models.field(query.object, path) for path in dict.fromkeys(entry.field for entry in query.filters)}
    parameters = declared(query, saved.parameters, lambda name: inferred(name, query, fields.get))
    names = [parameter.name for parameter in parameters]
    _refuse(_problems(parameters, given), names)
    try:
        return fill(query, parameters, {parameter.name: _value(parameter, given) for parameter in parameters})
    except WrongValue as error:  # several where the query has room for one
        _refuse([f"{error.name} {_WRONG[error.problem]}"], names)
        raise


def _problems(parameters: Sequence[Parameter], given: Mapping[str, tuple[str, ...]]) -> list[str]:
    found = ((parameter, problem(parameter, _value(parameter, given))) for parameter in parameters)
    return [f"{parameter.name} {_wrong(parameter, why)}" for parameter, why in found if why is not None]


def _wrong(parameter: Parameter, why: Problem) -> str:
    choices = f": {', '.join(parameter.choices)}" if why is Problem.NOT_A_CHOICE else ""
    return _WRONG[why] + choices


def _value(parameter: Parameter, given: Mapping[str, tuple[str, ...]]) -> FilterValue:
    values = given.get(parameter.name)
    if values is None:
        return parameter.default
    return values if parameter.many or len(values) > 1 else values[0]


def _refuse(wrong: Sequence[str], names: Sequence[str]) -> None:
    if wrong:
        asks = f"The query asks for: {', '.join(names)} (--param NAME=VALUE)." if names else "The query asks for no values."
        raise CannotGoOn(Exit.USAGE, "The values are not right.", asks, details=list(wrong))
