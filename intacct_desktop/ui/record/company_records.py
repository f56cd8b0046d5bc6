"""The records of the company that is signed in to, as record tabs see them: whom to ask, through whom to write, what is called how."""

from collections.abc import Mapping

from intacct_desktop.api.allowed_operations import AllowedOperations
from intacct_desktop.api.dimension_labels import DimensionLabels, dimension_labels
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.form import Form
from intacct_desktop.connections.session import Session
from intacct_desktop.ui.record.editors.reference_source import RecordSource
from intacct_desktop.workspace.journal import Journal
from intacct_desktop.workspace.writer import Writer


class CompanyRecords:
    """One for each session; `aclose` it before the session."""

    def __init__(self, session: Session, journal: Journal) -> None:
        self.client = session.client
        self.models = session.models
        self.safety = session.safety
        self.profile = session.profile
        self.journal = journal
        self.writer = Writer(session.client, session.safety, journal, session.profile, session.user)
        self.source = RecordSource(session.client, session.models)
        self.allowed = AllowedOperations(session.client)
        self._words: DimensionLabels | None = None

    async def labels(self, form: Form) -> Mapping[str, str]:
        """The company's own words for dimensions, by path of the form. One call, once; a company that does not answer has none."""
        if self._words is None:
            try:
                self._words = await dimension_labels(self.client)
            except RequestError:
                self._words = DimensionLabels(())
        return self._words.in_model(form.model)

    async def aclose(self) -> None:
        """Wait for writes that are under way: the journal is to know what became of them."""
        await self.writer.aclose()
