"""Text as it is searched: letters' case and accents do not count."""

import unicodedata


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
