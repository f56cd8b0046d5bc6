"""Which records the rows of a result stand for."""

from collections.abc import Sequence

from intacct_desktop.ui import tasks
from intacct_desktop.ui.query.running import Run
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.results.grid.model import Source


class NoRecord(Exception):
    """The rows have neither the key nor the id of their records, or stand for several each."""


async def keys_of(records: CompanyRecords, run: Run, source: Source, ranges: Sequence[range]) -> tuple[str, ...]:
    """The keys of the records of the rows at these places of ``source``: from the column ``key``, else found by ``id``, a call each.

    Raises `NoRecord` and what the client raises.
    """
    paths = [column.path for column in source.columns]
    if run.query.aggregates:
        raise NoRecord
    if "key" in paths:
        return await tasks.in_thread(_values, source, paths.index("key"), ranges)
    if "id" not in paths:
        raise NoRecord
    ids = await tasks.in_thread(_values, source, paths.index("id"), ranges)
    found = [await records.source.find(run.query.object, "id", each) for each in ids]
    return tuple(str(each["key"]) for each in found if each is not None and each.get("key"))


def _values(source: Source, column: int, ranges: Sequence[range]) -> tuple[str, ...]:
    rows = (row for span in ranges for row in source.window(span.start, len(span), column + 1))
    return tuple(dict.fromkeys(str(row[column]) for row in rows if row[column] is not None))
