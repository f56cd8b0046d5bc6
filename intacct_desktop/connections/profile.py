"""A saved connection, nothing secret in it, and the file that keeps all of them."""

import ipaddress
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec

from intacct_desktop.connections.files import set_aside, write_private
from intacct_desktop.connections.safety import SafetyLevel

BASE_URL = "https://api.intacct.com/ia/api/v1"
"""Where every company of Sage Intacct is reached; which one is said by the token (facts 0)."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_USERNAME = re.compile(r"[^@|\s]+@[^@|\s]+(\|[^@|\s]+)?")


class Environment(StrEnum):
    """What an error would cost there."""

    PRACTICE = "practice"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


class Grant(StrEnum):
    """The way to sign in: a person in a browser, or a program's own user (facts 1.2)."""

    AUTHORIZATION_CODE = "authorization-code"
    CLIENT_CREDENTIALS = "client-credentials"


class Problem(StrEnum):
    """Why a profile cannot be used as it is."""

    MISSING = "missing"
    TAKEN = "taken"
    NOT_A_URL = "not-a-url"
    NOT_ENCRYPTED = "not-encrypted"
    NOT_A_USERNAME = "not-a-username"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One connection. ``id`` names its secrets in the vault; ``username`` is ``USER@COMPANY`` or ``USER@COMPANY|ENTITY`` and only for
    client credentials; ``company`` is what the last sign-in said; ``entity`` is None for the top level.

    ``has_secret`` says that the client has a secret, so that it is asked for again when the vault has lost it. ``safety`` is the level
    that was chosen to start in, None for that of the environment; see `starting_level`.
    """

    id: str
    name: str
    environment: Environment = Environment.SANDBOX
    base_url: str = BASE_URL
    client_id: str
    redirect_uri: str = ""
    grant: Grant = Grant.AUTHORIZATION_CODE
    username: str = ""
    company: str = ""
    entity: str | None = None
    has_secret: bool = False
    safety: SafetyLevel | None = None

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise ValueError(f"not an id: {self.id!r}")

    @property
    def starting_level(self) -> SafetyLevel:
        """The safety level that a session of this profile starts in. For production nothing but viewing, whatever was chosen."""
        if self.environment is Environment.PRODUCTION:
            return SafetyLevel.VIEW_ONLY
        return self.safety or SafetyLevel.ASK


class DamagedProfiles(Exception):
    """The file of profiles could not be read. It was renamed to `kept`; a new one begins empty."""

    def __init__(self, kept: Path, detail: str) -> None:
        super().__init__(f"{kept}: {detail}")
        self.kept = kept
        self.detail = detail


def new_id() -> str:
    return secrets.token_hex(8)


def is_id(text: str) -> bool:
    """Whether `text` can name a profile, and so a file."""
    return _ID.fullmatch(text) is not None


def is_loopback(host: str | None) -> bool:
    """Whether `host` is this computer, by its own name or address."""
    if not host:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def problems(profile: Profile, others: Iterable[Profile] = (), *, has_secret: bool = False) -> dict[str, Problem]:
    """What is wrong with `profile`, by the name of its member; ``client_secret`` is one here. Empty when it can be used."""
    found: dict[str, Problem] = {}
    if not profile.name.strip():
        found["name"] = Problem.MISSING
    elif any(profile.name.strip().casefold() == other.name.strip().casefold() for other in others if other.id != profile.id):
        found["name"] = Problem.TAKEN
    if problem := _base_url_problem(profile.base_url):
        found["base_url"] = problem
    if not profile.client_id.strip():
        found["client_id"] = Problem.MISSING
    if profile.grant is Grant.AUTHORIZATION_CODE:
        if problem := _redirect_uri_problem(profile.redirect_uri):
            found["redirect_uri"] = problem
    else:
        if not profile.username.strip():
            found["username"] = Problem.MISSING
        elif not _USERNAME.fullmatch(profile.username):
            found["username"] = Problem.NOT_A_USERNAME
        if not has_secret:
            found["client_secret"] = Problem.MISSING
    return found


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # refuses one that is no number
    except ValueError:
        return None
    return None if re.search(r"\s", url) else parts


def _base_url_problem(url: str) -> Problem | None:
    if not url.strip():
        return Problem.MISSING
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        return Problem.NOT_A_URL
    return None if parts.scheme == "https" or is_loopback(parts.hostname) else Problem.NOT_ENCRYPTED


def _redirect_uri_problem(uri: str) -> Problem | None:
    """Any scheme but ``http`` may be registered, a program's own included (facts 1.1)."""
    if not uri.strip():
        return Problem.MISSING
    parts = _split(uri)
    if parts is None or not _SCHEME.fullmatch(parts.scheme) or not (parts.netloc or parts.path) or parts.query or parts.fragment:
        return Problem.NOT_A_URL
    if parts.scheme == "https" and not parts.hostname:
        return Problem.NOT_A_URL
    return Problem.NOT_ENCRYPTED if parts.scheme == "http" else None


class _File(msgspec.Struct, frozen=True):
    profiles: tuple[Profile, ...]
    version: int = 1


class ProfileStore:
    """The profiles in a JSON file, in the order that the person sees."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[Profile, ...]:
        """The profiles; none when there is no file yet. Raises `DamagedProfiles`, once, and OSError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return ()
        try:
            return msgspec.json.decode(content, type=_File).profiles
        except ValueError as error:  # what is no UTF-8 is one too, and no error of msgspec's
            raise DamagedProfiles(set_aside(self.path), str(error)) from error

    def save(self, profiles: Iterable[Profile]) -> None:
        """Replace the file, in one step. Raises OSError, the old file being whole."""
        content = msgspec.json.encode(_File(tuple(profiles)))
        write_private(self.path, msgspec.json.format(content, indent=2) + b"\n")
