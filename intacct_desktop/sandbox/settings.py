"""What a run of the practice company can be told: its client, its lifetimes, and which of two real behaviours it shows."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from intacct_desktop.sandbox.company.people import PRIVATE_ENTITIES
from intacct_desktop.sandbox.errors import InvalidToken
from intacct_desktop.sandbox.faults import Rule
from intacct_desktop.sandbox.query.quirks import Quirk

REDIRECT_URI = "https://127.0.0.1/intacct-desktop/callback"


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are seconds.

    ``concurrency`` is how many API requests may be in flight before 429 (facts 7), ``requests_per_minute`` how many may begin in any 60
    seconds of ``clock`` (None: any number). ``faults`` are in force from the start. ``private_entities`` are the ids of the entities whose
    records a query at the top level leaves out unless it says ``includePrivate``.
    ``quirks`` are what queries show of the real service's habits.
    """

    client_id: str = "practice0000000000.app.sage.com"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)
    redirect_uris: tuple[str, ...] = (REDIRECT_URI,)
    access_token_seconds: int = 43_200
    code_seconds: int = 60
    sign_in_tries: int = 5
    invalid_token: InvalidToken = "REST-2102"  # noqa: S105 - an error id
    concurrency: int = 8
    requests_per_minute: int | None = None
    clock: Callable[[], float] = time.monotonic
    faults: tuple[Rule, ...] = ()
    private_entities: tuple[str, ...] = tuple(entity.id for entity in PRIVATE_ENTITIES)
    quirks: frozenset[Quirk] = frozenset()
