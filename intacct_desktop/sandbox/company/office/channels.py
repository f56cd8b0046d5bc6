"""The company's own dimension: the channel a sale came through or a purchase went through, on every fifth line or so."""

from intacct_desktop.sandbox.company.books import Books, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED
from intacct_desktop.sandbox.customisation import CHANNEL, CHANNEL_DIMENSION, DIMENSIONED


def add_channels(books: Books) -> None:
    """The channels, and their keys on lines of documents; must come after all lines."""
    founding = stamp(books.chance("channels"), ADMIN, FOUNDED)
    for name, description in words("operations")["channels"]:
        is_closed = str(description).startswith("Closed")
        books.add(CHANNEL, {"name": name, "description": description, "status": "inactive" if is_closed else "active", **founding})
    path, channels = f"dimensions.{CHANNEL_DIMENSION}.key", len(books.keys(CHANNEL))
    for name in DIMENSIONED:
        chance, lines = books.chance(f"channels {name}"), books.records(name)
        for at, line in enumerate(lines):
            choice = int(chance.random() * 5 * channels) + 1
            # The last channel was closed: nothing of late came through it.
            line[path] = choice if choice < channels or (choice == channels and at < len(lines) // 4) else None
