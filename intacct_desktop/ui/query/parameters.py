"""A query with what is asked for before it runs: its placeholders answered by the person."""

from functools import partial

from PySide6.QtWidgets import QWidget

from intacct_desktop.api.query import FilterValue, Query
from intacct_desktop.ui.asking import Declined, accepted
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.library.parameters_dialog import ParametersDialog
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.workspace.parameters import Parameter, declared, fill, inferred


def asked_for(document: QueryDocument, fields: QueryFields, company: OpenCompany) -> tuple[Parameter, ...]:
    """What the query asks for: as it was declared, else as the fields suggest."""
    query = document.query
    target = partial(company.target, query.object)
    return declared(query, document.parameters, lambda name: inferred(name, query, fields.field, target))


async def answered(document: QueryDocument, fields: QueryFields, company: OpenCompany, parent: QWidget) -> Query | None:
    """The query as it is to be sent; None where the person closed the dialog. What was answered stands there the next time."""
    query = document.query.sent
    parameters = asked_for(document, fields, company)
    if not parameters:
        return query
    answers: dict[str, FilterValue] = {}
    dialog = ParametersDialog(document.title, parameters, document.answers, parent, description=document.description, lookup=company.lookup)
    dialog.answered.connect(answers.update)
    try:
        await accepted(dialog)
    except Declined:
        return None
    document.answers = answers
    return fill(query, parameters, answers)
