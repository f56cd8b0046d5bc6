"""Quoting for sh, bash and zsh."""


def quoted(text: str) -> str:
    """In single quotes, where nothing has a meaning but the quote itself."""
    return "'" + text.replace("'", r"'\''") + "'"
