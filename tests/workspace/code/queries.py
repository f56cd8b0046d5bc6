"""Queries that are hard to write down in a program."""

import json

from hypothesis import strategies as st

from intacct_desktop.api.query import Query

# What ends, escapes or begins something in one of the languages, and what an editor hides.
AWKWARD = (
    'O\'Connor "The Pipe" Supply, Inc.',
    "back\\slash \\n \\\\ \\u0041 C:\\new\\",
    "line\nfeed, return\r, tab\t, nul\0, escape\x1b, delete\x7f, next line\x85",
    "line\u2028separator paragraph\u2029separator",
    "$HOME ${HOME} $(id) `id` `$x` %PATH% %s %% !! ^ & | < > ; # #(lf) #(#)",
    "\"\"\" ''' ``` \"\" '' $'' \"@ '@ @' ?> <?php */ // -- {0} {{ }} {{x} {{ from }} {{$guid}}",
    "\u2018typographic\u2019 \u201aquotes\u201b \u201cof\u201d \u201eall\u201f kinds\u00ab\u00bb",
    "Société Étoile du Nord, S.à r.l. Łódź Україна 東京 \U0001f9fe \u00a0\u202e\ufeff\ue000",
    "\nJSON\n'@\nEOF\n}'",
    "",
)


class _Digits(str):
    """A number as it is to stand in the body."""


_PIECES = st.sampled_from(
    ["'", '"', '"""', "\\", "\n", "$", "${", "`", "%", "#(", "{{", "}}", "\u2028", "'@", "\u2019", "JSON", "é", "\U0001f9fe"]
)
texts = st.lists(_PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=12).map("".join)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.integers(-(10**20), 10**20)
_VALUES = texts | _NUMBERS.map(lambda number: _Digits(number)) | st.none() | st.booleans()


def query_of(object_name: str, names: list[str], values: list[object], start: int | None = None) -> Query:
    filters = ", ".join(
        f'{{"$eq": {{{json.dumps(name)}: {v if isinstance(v, _Digits) else json.dumps(v)}}}}}'
        for name, v in zip(names, values, strict=False)
    )
    begin = "" if start is None else f', "start": {start}'
    return Query.from_json(f'{{"object": {json.dumps(object_name)}, "fields": {json.dumps(names)}, "filters": [{filters}]{begin}}}')


queries = st.builds(
    query_of, texts, st.lists(texts, min_size=1, max_size=4), st.lists(_VALUES, max_size=4), st.none() | st.integers(1, 9999)
)
AWKWARD_QUERY = query_of("accounts-payable/vendor", list(AWKWARD), list(AWKWARD))
