"""Where rows come from, as files and paper say it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.query import Query
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.columns import Column
from intacct_desktop.results.provenance import Source
from intacct_desktop.ui.environment import environment_name
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.export.export_job import Shown
from intacct_desktop.ui.results.result_view import ResultView


def source_of(company: OpenCompany, query: Query, entity: str | None, asked: datetime | None = None) -> Source:
    """The origin of rows that were ``asked`` for then, by default now."""
    profile = company.profile
    return Source(
        company=profile.company or profile.name,
        environment=environment_name(profile.environment),
        base_url=company.client.base_url,
        entity=entity,
        user=company.user(),
        connection=profile.name,
        query=query.to_json(),
        api_version=company.client.base_url.rstrip("/").rpartition("/")[2],
        asked=asked or datetime.now(UTC),
    )


def arrangement_words(arrangement: Arrangement, columns: Sequence[Column]) -> str:
    """How rows were sorted and filtered here, in words; empty where they stand as they came."""
    parts = []
    if arrangement.order:
        keys = [
            _tr("{column} descending").format(column=columns[key.position].path) if key.descending else columns[key.position].path
            for key in arrangement.order
        ]
        parts.append(_tr("sorted by {columns}").format(columns=", ".join(keys)))
    for entry in arrangement.restrictions:
        values = ", ".join(words.shown(value) for value in entry.values)
        template = _tr("{column} is not {values}") if entry.excluded else _tr("{column} is one of {values}")
        parts.append(template.format(column=columns[entry.position].path, values=values))
    if arrangement.search:
        parts.append(_tr("“{text}” stands in the row").format(text=arrangement.search[0]))
    return "; ".join(parts)


def rows_shown(view: ResultView, as_asked: Arrangement) -> Shown | None:
    """The rows in the grid, where the person has sorted or filtered them; None where they stand as the query asks."""
    if view.arrangement in (AS_THEY_CAME, as_asked):
        return None
    rows = view.grid.rows
    return Shown(view.arrangement, rows.rowCount(), arrangement_words(view.arrangement, rows.columns))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Origin", text)
