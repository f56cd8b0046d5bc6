"""The query as a Postman collection (v2.1) of one request: one call, the page that the query says.

The access token is the collection's variable ``access_token``, and so are the values that the query asks for (``{{from}}``); to Postman,
blanks belong to the name. What else it would take for a variable is written in JSON's escapes.
"""

import json
import re
from typing import Any

from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import escaped, whole_body
from intacct_desktop.workspace.code.place import CodePlace

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_TOKEN = "access_token"  # noqa: S105  the name of the variable
_OPENING = re.compile(r'(?P<value>"\{\{(?P<name>\s*[A-Za-z_]\w*\s*)\}\}")|\{(?=\{)')


def postman(query: Query, place: CodePlace) -> str:
    body = whole_body(query)
    names = dict.fromkeys(found["name"] for found in _OPENING.finditer(body) if found["value"])
    headers = {"Content-Type": "application/json"}
    if place.entity is not None:
        headers["X-IA-API-Param-Entity"] = place.entity
    title = readable(short_name(query.object))
    collection: dict[str, Any] = {
        "info": {"name": title, "schema": _SCHEMA},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": f"{{{{{_TOKEN}}}}}", "type": "string"}]},
        "item": [
            {
                "name": title,
                "request": {
                    "method": "POST",
                    "header": [{"key": name, "value": value} for name, value in headers.items()],
                    "url": place.address,
                    "body": {
                        "mode": "raw",
                        "raw": _OPENING.sub(lambda found: found["value"] or escaped("{"), body),
                        "options": {"raw": {"language": "json"}},
                    },
                },
            }
        ],
        "variable": [{"key": name, "value": "", "type": "string"} for name in dict.fromkeys((_TOKEN, *names))],
    }
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"
