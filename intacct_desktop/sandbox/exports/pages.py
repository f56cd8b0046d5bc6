"""PDF and Word: the rows as a table on pages, which is made in memory.

The libraries for it take longer to load than all the rest of the server; only who asks for such a file waits for them.
"""

from collections.abc import Generator

from intacct_desktop.sandbox.exports import Sheet

# What somebody could still leaf through, and memory holds.
MOST_ROWS_ON_PAGES = 10_000


def write_pdf(sheet: Sheet) -> Generator[bytes, None, None]:
    """A table with its heading on every page. Long texts wrap, and a page is as wide as its columns need: nothing is cut off."""
    from intacct_desktop.sandbox.exports import pdf

    return pdf.write(sheet)


def write_word(sheet: Sheet) -> Generator[bytes, None, None]:
    """A document with one table, whose heading line repeats on every page."""
    from intacct_desktop.sandbox.exports import word

    return word.write(sheet)
