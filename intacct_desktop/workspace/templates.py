"""The shipped templates: ordinary query files for the jobs that people come with, in the order in which they are offered.

Names, descriptions and labels of parameters are English; the window translates them in the context "Templates".
"""

from functools import cache

from intacct_desktop.resources import resource
from intacct_desktop.workspace.query_file import SUFFIX, SavedQuery, read


@cache
def templates() -> tuple[SavedQuery, ...]:
    """All templates, by the number at the front of their files' names."""
    return tuple(read(path) for path in sorted(resource("templates").glob(f"*{SUFFIX}")))
