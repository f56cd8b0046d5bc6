"""The rows of a query tab on their way out: into a file, onto paper."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from intacct_desktop.api.query import Query
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.running import Run
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.ui.results.export.export_job import Shown
from intacct_desktop.ui.results.export.origin import rows_shown, source_of
from intacct_desktop.ui.results.paper.printing import PrintDialog
from intacct_desktop.ui.results.result_view import ResultView


def export_dialog(company: OpenCompany, query: Query, run: Run | None, view: ResultView, parent: QWidget) -> ExportDialog:
    """The dialog that exports a query; ``run`` holds its rows where it was run. Not open yet."""
    if run is None:
        return ExportDialog(company.client, company.models, query, None, source_of(company, query, company.client.entity), parent)
    return ExportDialog(
        company.client,
        company.models,
        query,
        run.result_set,
        source_of(company, query, run.entity, run.at),
        parent,
        arrangement=run.arrangement,
        shown=rows_shown(view, run.arrangement),
    )


def print_dialog(company: OpenCompany, run: Run, view: ResultView, title: str, parent: QWidget) -> PrintDialog:
    """The preview of the rows as they are shown. Not open yet."""
    shown = rows_shown(view, run.arrangement) or Shown(run.arrangement, run.result_set.count)
    return PrintDialog(
        title,
        run.result_set,
        replace(source_of(company, run.query, run.entity, run.at), arranged=shown.said),
        parent,
        arrangement=shown.arrangement,
        setup=ExportDialog.choices.page,
        keep=ExportDialog.keep_page,
    )
