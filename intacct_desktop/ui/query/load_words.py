"""What a load of all rows is called, and what has to be said of it."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from intacct_desktop.connections.profile import Profile
from intacct_desktop.results.columns import Column
from intacct_desktop.results.unfinished import LoadNote
from intacct_desktop.ui.query.running import Run
from intacct_desktop.ui.results import words


def note_of(profile: Profile, run: Run, title: str, columns: tuple[Column, ...]) -> LoadNote:
    """What is written beside the rows while all of a run are loaded, for a load that is cut."""
    return LoadNote(
        profile=profile.id,
        company=profile.company or profile.name,
        entity=run.entity,
        title=title,
        query=run.query.to_json(),
        asked=datetime.now(UTC),
        columns=columns,
    )


def remark_on(run: Run) -> str:
    """What the person has to know of how the rows were loaded; "" for nothing."""
    rows = run.result_set
    if rows.total_changed and run.loads_by_key:
        changed = _tr("The company changed while loading: {total} match now. None of these stands twice")
        return changed.format(total=words.number(rows.total_count or 0))
    if rows.total_changed:
        return _tr("The company changed while loading: rows may be missing or stand twice")
    if run.ended_short:
        short = _tr("Intacct gave {rows} and says that {total} match")
        return short.format(rows=words.rows(rows.count), total=words.number(rows.total_count or 0))
    if run.loaded_by_place:
        return _tr("Loaded by places: a row that comes or goes meanwhile would make others missing or stand twice")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("LoadWords", text)
