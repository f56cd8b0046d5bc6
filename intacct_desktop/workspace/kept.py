"""Everything that a person keeps of their work with a company, opened from its places."""

from dataclasses import dataclass

from intacct_desktop.workspace.drafts import Drafts
from intacct_desktop.workspace.grid_layouts import GridLayouts
from intacct_desktop.workspace.history import History
from intacct_desktop.workspace.journal import Journal
from intacct_desktop.workspace.places import Places
from intacct_desktop.workspace.record_drafts import RecordDrafts
from intacct_desktop.workspace.refusals import Refusals
from intacct_desktop.workspace.saved_queries import SavedQueries
from intacct_desktop.workspace.tally import Tally


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing is read before it is asked for."""

    queries: SavedQueries
    history: History
    drafts: Drafts
    refusals: Refusals
    calls: Tally
    journal: Journal
    records: RecordDrafts
    layouts: GridLayouts

    @classmethod
    def at(cls, places: Places) -> "Kept":
        return cls(
            SavedQueries(places.queries),
            History(places.history),
            Drafts(places.drafts),
            Refusals(places.refusals),
            Tally(places.calls),
            Journal(places.journal),
            RecordDrafts(places.drafts),
            GridLayouts(places.layouts),
        )
