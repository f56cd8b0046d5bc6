"""What a run of the practice company can be told: its client, its lifetimes, and which of two real behaviours it shows."""

import secrets
from dataclasses import dataclass, field

from intacct_desktop.sandbox.errors import InvalidToken

REDIRECT_URI = "https://127.0.0.1/intacct-desktop/callback"


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are seconds.

    ``concurrency`` is how many API requests may be in flight before 429 (facts 7). ``private_entities`` are the ids of the entities whose
    records a query at the top level leaves out unless it says ``includePrivate``.
    """

    client_id: str = "practice0000000000.app.sage.com"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)
    redirect_uris: tuple[str, ...] = (REDIRECT_URI,)
    access_token_seconds: int = 43_200
    code_seconds: int = 60
    sign_in_tries: int = 5
    invalid_token: InvalidToken = "REST-2102"  # noqa: S105 - an error id
    concurrency: int = 8
    private_entities: tuple[str, ...] = ()
