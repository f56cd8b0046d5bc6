"""Keyrings of every temper, in this process."""

import threading

from keyring.backend import KeyringBackend


class Ring(KeyringBackend):
    """A keyring in this process, with all that the platforms' own have in common."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password


class Hanging(Ring):
    """Blocks as D-Bus does while a prompt is open, until the person has answered it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        self.unlocked.wait(30)
        return found


class Raising(Ring):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error


class PlainFile(Ring):
    """As ``keyrings.alt`` has them."""


PlainFile.__module__ = "keyrings.alt.file"
