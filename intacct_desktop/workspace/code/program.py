"""A program with places to fill in, ``§name``: dollars, percents and braces are the languages' own."""

import string


class Program(string.Template):
    """``Program(text).substitute(name=value)``; what is filled in is not looked at again."""

    delimiter = "§"
