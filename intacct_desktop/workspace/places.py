"""Where this program's files are on this computer."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

_NAME = "Intacct Desktop"


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders of one user; none of them has to exist yet. ``companies`` holds practice companies that were built."""

    settings: Path
    profiles: Path
    vault: Path
    companies: Path
    queries: Path
    """The folder of saved queries."""
    history: Path
    drafts: Path
    """The folder of what is open and not saved."""
    refusals: Path
    calls: Path
    """The tally of calls."""
    journal: Path
    """What this program has written."""
    layouts: Path
    """How the rows of queries are looked at."""

    @classmethod
    def of_user(cls) -> "Places":
        """Where the operating system wants them."""
        config = platformdirs.user_config_path(_NAME, appauthor=False)
        kept = platformdirs.user_data_path(_NAME, appauthor=False)
        return cls(
            config / "settings.json",
            config / "connections.json",
            kept / "vault",
            platformdirs.user_cache_path(_NAME, appauthor=False) / "companies",
            kept / "queries",
            kept / "history.db",
            kept / "open",
            kept / "refused-fields.json",
            kept / "calls.db",
            kept / "journal.db",
            kept / "layouts.db",
        )

    @classmethod
    def below(cls, folder: Path) -> "Places":
        """All in one folder, for a portable copy or a trial."""
        return cls(
            folder / "settings.json",
            folder / "connections.json",
            folder / "vault",
            folder / "companies",
            folder / "queries",
            folder / "history.db",
            folder / "open",
            folder / "refused-fields.json",
            folder / "calls.db",
            folder / "journal.db",
            folder / "layouts.db",
        )
