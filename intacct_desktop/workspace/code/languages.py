"""The languages in which a query can be handed on, and the one way to its program."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.csharp import csharp
from intacct_desktop.workspace.code.curl import curl
from intacct_desktop.workspace.code.httpie import httpie
from intacct_desktop.workspace.code.javascript import javascript
from intacct_desktop.workspace.code.php import php
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.postman import postman
from intacct_desktop.workspace.code.power_query import power_query
from intacct_desktop.workspace.code.powershell import powershell
from intacct_desktop.workspace.code.python import python

Family: TypeAlias = Literal["shell", "python", "curly", "powershell", "m", "json"]


@dataclass(frozen=True, slots=True)
class Language:
    """``family`` says how its text is coloured, ``suffix`` how its files end, ``encoding`` how they are written."""

    id: str
    title: str
    suffix: str
    family: Family
    write: Callable[[Query, CodePlace], str]
    encoding: str = "utf-8"


LANGUAGES: tuple[Language, ...] = (
    Language("curl", "cURL", ".sh", "shell", curl),
    Language("httpie", "HTTPie", ".sh", "shell", httpie),
    Language("python", "Python (httpx)", ".py", "python", python),
    Language("csharp", "C# (RestSharp)", ".cs", "curly", csharp),
    Language("javascript", "JavaScript (fetch)", ".mjs", "curly", javascript),
    Language("php", "PHP (Guzzle)", ".php", "curly", php),
    # Windows PowerShell takes a script without a mark for one in the system's code page.
    Language("powershell", "PowerShell", ".ps1", "powershell", powershell, encoding="utf-8-sig"),
    Language("power-query", "Power Query M", ".pq", "m", power_query),
    Language("postman", "Postman collection", ".postman_collection.json", "json", postman),
)


def language(language_id: str) -> Language:
    """Raises KeyError for a language that is not there."""
    return _BY_ID[language_id]


def generate(language_id: str, query: Query, place: CodePlace) -> str:
    """The program that sends ``query.sent`` and nothing else; secrets are read from the environment or are placeholders.

    Placeholders of the query (``{{from}}``) stand as they are: fill them first where the program is to run at once. Raises KeyError.
    """
    return language(language_id).write(query, place)


_BY_ID = {known.id: known for known in LANGUAGES}
