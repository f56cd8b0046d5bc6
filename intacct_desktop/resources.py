"""Where the files that are not code live: icons, styles, translations, facts and the practice company's names."""

import sys
from pathlib import Path

# A frozen program keeps `resources/` beside its modules; a checkout keeps it beside the package.
_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def resource(*parts: str) -> Path:
    """The path of one shipped file, e.g. ``resource("icons", "run.svg")``."""
    return _ROOT.joinpath(*parts)
