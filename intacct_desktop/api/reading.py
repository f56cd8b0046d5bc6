"""Which requests only read: the one place that decides it (facts 9, 10). What is not named here counts as a write, unknown services too."""

import re

# A POST that asks. A report that is made touches no books, and what goes on below ``oauth2`` concerns the sign-in alone.
_ASKING = re.compile(
    r"/services/core/(query|model|export|view|allowed-operations/list|session(/id)?)"
    r"|/services/reports(/[a-z0-9-]+)+"
    r"|/oauth2(/[a-z0-9-]+)+"
)


def only_reads(method: str, path: str) -> bool:
    """Whether a request changes nothing in the company. ``path`` is below the base URL; its query string does not matter."""
    return method == "GET" or (method == "POST" and _ASKING.fullmatch(path.partition("?")[0]) is not None)
