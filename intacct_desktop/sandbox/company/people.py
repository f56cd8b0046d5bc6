"""The practice company's entities and users, and who of them does what: the constants that the server's sign-in and the records share."""

from dataclasses import dataclass
from datetime import date

COMPANY_ID = "riverside"
COMPANY_NAME = "Riverside Group"
FOUNDED = date(2011, 4, 1)

# Published on purpose: there is nothing behind it but invented records.
DEMO_PASSWORD = "river-2026"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Entity:
    """One of the company's entities. ``key`` is its key in company-config/entity and, as in Intacct, its location's key too.

    The records of a ``private`` entity are left out at the top level unless they are asked for.
    """

    key: int
    id: str
    name: str
    currency: str
    country: str
    private: bool = False


ENTITIES = (
    Entity(1, "100", "Riverside Group Inc.", "USD", "US"),
    Entity(2, "200", "Riverside Instruments Ltd", "GBP", "GB"),
    Entity(3, "300", "Riverside Québec Ltée", "CAD", "CA"),
    Entity(4, "400", "Riverside Special Projects LLC", "USD", "US", private=True),
)
PUBLIC_ENTITIES = tuple(entity for entity in ENTITIES if not entity.private)
PRIVATE_ENTITIES = tuple(entity for entity in ENTITIES if entity.private)


@dataclass(frozen=True, slots=True)
class User:
    """One user. ``entity`` is the id of the entity the user is bound to, None for the top level.

    A user without a password is only named in records and cannot sign in.
    """

    key: int
    id: str
    name: str
    entity: str | None = None
    admin: str = "off"
    type: str = "business"
    password: str | None = None
    web_services: bool = False

    @property
    def email(self) -> str:
        """The address that company-config/user shows."""
        return f"{self.id}@riverside.example"

    @property
    def is_read_only(self) -> bool:
        """Whether the user may look at records but change none."""
        return self.type == "viewOnly"


USERS = (
    User(1, "admin", "Ines Marchetti", admin="full", password=DEMO_PASSWORD),
    User(2, "ap.clerk", "Tom Okafor", password=DEMO_PASSWORD),
    User(3, "viewer", "Dana Whitfield", type="viewOnly", password=DEMO_PASSWORD),
    User(4, "uk.clerk", "Priya Hollis", entity="200", password=DEMO_PASSWORD),
    User(5, "api.user", "Integration user", admin="limited", password=DEMO_PASSWORD, web_services=True),
    User(6, "ar.clerk", "Émile Gagnon"),
    User(7, "gl.accountant", "Ruth Sandoval"),
    User(8, "ca.clerk", "Maëlle Tremblay", entity="300"),
)

# Who does the work, by the users' keys; clerks by entity.
ADMIN = 1
ACCOUNTANT = 7
PAYABLES_CLERKS = (2, 4, 8, 2)
RECEIVABLES_CLERKS = (6, 4, 8, 6)
