"""The faces of one query, in step: builder, findings, JSON, code and the sentence. Each shows the document's value, two of them edit it."""

from collections.abc import Container

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.checks import Finding, check
from intacct_desktop.api.lookup import ModelLookup
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.problems import Severity
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.code_pane import CodePane
from intacct_desktop.ui.builder.explain_pane import ExplainPane
from intacct_desktop.ui.builder.finding_words import finding_text
from intacct_desktop.ui.builder.findings_view import FindingsView
from intacct_desktop.ui.builder.json_pane import JsonPane
from intacct_desktop.ui.builder.query_editor import QueryEditor
from intacct_desktop.ui.query.document import QueryDocument


class QueryFaces(QObject):
    """Follows a document. `judged` says that `unfinished` or `findings` may be others than before."""

    judged = Signal()

    def __init__(self, models: ModelService, document: QueryDocument, parent: QWidget) -> None:
        super().__init__(parent)
        query = document.query
        self._models = models
        self._document = document
        self._lookup = ModelLookup(models.loaded, query.object)
        self._refused: Container[str] = ()
        self._findings: tuple[Finding, ...] = ()
        self.editor = QueryEditor(models, query, parent)
        self.findings_view = FindingsView(parent)
        self.json = JsonPane(query, parent)
        self.code = CodePane(query, parent)
        self.explain = ExplainPane(models, query, parent)
        self.json.offer_fields(lambda: [offer.path for offer in self.editor.fields.paths.model.offers if offer.choosable])
        self.editor.query_changed.connect(document.take)
        self.json.query_changed.connect(document.take)
        self.findings_view.mended.connect(document.take)
        self.findings_view.wanted.connect(self.editor.go_to)
        self.editor.problem_changed.connect(self.judged)
        self.json.problem_changed.connect(self.judged)
        self.editor.fields.changed.connect(self._judge)
        document.changed.connect(self._follow)
        self._judge()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the check of the query found."""
        return self._findings

    @property
    def unfinished(self) -> str:
        """What is typed and not yet of the query, in words; empty where there is nothing of the kind."""
        return self.editor.problem or self.json.problem or ""

    @property
    def error(self) -> Finding | None:
        """The first finding that speaks against running the query."""
        return next((finding for finding in self._findings if finding.severity is Severity.ERROR), None)

    def commit(self) -> None:
        """Take what is typed now, without waiting for a pause."""
        self.json.commit()

    def set_refused(self, refused: Container[str]) -> None:
        """The paths that the company is known to refuse in queries of this object."""
        self._refused = refused
        self.editor.set_refused(refused)
        self._judge()

    def _follow(self, query: Query) -> None:
        if query.object != self._lookup.object:
            self._lookup = ModelLookup(self._models.loaded, query.object)
        self.editor.query = query
        self.json.query = query
        self.code.query = query
        self.explain.query = query
        self._judge()

    def _judge(self) -> None:
        self._findings = check(self._document.query, self._lookup, self._refused)
        self.findings_view.show_findings(self._findings)
        self.editor.show_findings(self._findings)
        self.json.show_findings((finding.place, finding_text(finding), finding.severity.value) for finding in self._findings)
        self.judged.emit()
