"""A filter in a few words, as its row reads: ``state is one of posted, draft``."""

from intacct_desktop.api.model import Field
from intacct_desktop.api.query import Filter
from intacct_desktop.ui.builder.comparison import comparison_of
from intacct_desktop.ui.builder.entry import Notation, kind_of
from intacct_desktop.ui.builder.said_value import said
from intacct_desktop.ui.builder.words import comparison_words


def filter_words(entry: Filter, field: Field | None, notation: Notation) -> str:
    """``field`` is None where the model does not know it (yet)."""
    comparison = comparison_of(entry)
    words = f"{entry.field} {comparison_words(comparison, kind_of(field))}"
    return words if comparison.null else f"{words} {said(entry.value, kind_of(field), notation)}"
