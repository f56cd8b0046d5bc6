"""The records of the company that is signed in to, as record tabs see them: whom to ask, through whom to write, what is called how."""

from collections.abc import Mapping

from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.reading import only_reads
from intacct_desktop.api.records.allowed_operations import AllowedOperations
from intacct_desktop.api.records.dimension_labels import DimensionLabels, dimension_labels
from intacct_desktop.api.records.form import Form
from intacct_desktop.api.records.source import RecordSource
from intacct_desktop.connections.session import Session
from intacct_desktop.workspace.writer import Writer


class CompanyRecords:
    """One for each session, whose ``writer`` it writes through; `aclose` it before the session."""

    def __init__(self, session: Session, writer: Writer) -> None:
        self.client = session.client
        self.models = session.models
        self.safety = session.safety
        self.profile = session.profile
        self.writer = writer
        self.source = RecordSource(session.client, session.models)
        self.allowed = AllowedOperations(session.client)
        self._words: DimensionLabels | None = None
        self._unsubscribe = session.client.subscribe(self._on_exchange)

    async def labels(self, form: Form) -> Mapping[str, str]:
        """The company's own words for dimensions, by path of the form, those of its lists too. One call, once; none where it fails."""
        if self._words is None:
            try:
                self._words = await dimension_labels(self.client)
            except RequestError:
                self._words = DimensionLabels(())
        found = dict(self._words.in_model(form.model))
        for path, lines in form.lines.items():
            model = self.models.loaded(lines.object) if lines.object is not None else None
            if model is not None:
                found |= {f"{path}.{own}": label for own, label in self._words.in_model(model).items()}
        return found

    async def aclose(self) -> None:
        """Wait for writes that are under way: the journal is to know what became of them."""
        await self.writer.aclose()
        self._unsubscribe()

    def _on_exchange(self, exchange: Exchange) -> None:
        """What was offered before a write may be gone now, whoever wrote."""
        if not only_reads(exchange.method, exchange.path):
            self.source.forget()
