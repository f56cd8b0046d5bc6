"""The query as a Python program with httpx: signs in, pages through all rows, waits when it is told to, keeps amounts exact."""

import json

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import first_start, paged_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program

_PROGRAM = Program(
    '''"""Write all rows of a query of Sage Intacct to the standard output, one JSON object a line.

Needs Python 3.9 or later and httpx (pip install httpx). The environment says who asks:
INTACCT_TOKEN holds an access token; without it, INTACCT_CLIENT_ID, INTACCT_CLIENT_SECRET and
INTACCT_USERNAME (user@company) sign a Web Services user in.
"""

import json
import os
import sys
import time
from decimal import Decimal

import httpx

BASE_URL = §base_url

# As JSON text, every number keeps its digits. Each page puts its "start" in front.
QUERY = r"""§body"""


def access_token(client):
    if "INTACCT_TOKEN" in os.environ:
        return os.environ["INTACCT_TOKEN"]
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["INTACCT_CLIENT_ID"],
        "client_secret": os.environ["INTACCT_CLIENT_SECRET"],
        "username": os.environ["INTACCT_USERNAME"],
    }
    return checked(client.post("/oauth2/token", data=form))["access_token"]


def checked(response):
    """The answer, its amounts exact; ends the program with what the server said if that was no."""
    if not response.is_success or '"ia::error"' in response.text:
        sys.exit(f"{response.status_code} {response.reason_phrase}: {response.text}")
    return json.loads(response.text, parse_float=Decimal)


def page(client, start):
    """The page from row `start` on; a busy server is asked again after the pause that it wants."""
    for attempt in range(4):
        body = '{"start": ' + str(start) + "," + QUERY[1:]
        response = client.post("/services/core/query", content=body, headers={"Content-Type": "application/json"})
        if response.status_code not in (429, 503):
            break
        pause = response.headers.get("Retry-After", "")
        time.sleep(min(int(pause), 60) if pause.isdigit() else 2**attempt)
    return checked(response)


def rows():
    with httpx.Client(base_url=BASE_URL, timeout=120) as client:
        client.headers["Authorization"] = f"Bearer {access_token(client)}"
§entity        start = §start
        while start:
            answer = page(client, start)
            yield from answer["ia::result"]
            start = answer["ia::meta"].get("next")


if __name__ == "__main__":
    for row in rows():
        print(json.dumps(row, default=str))
'''
)


def python(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f'        client.headers["X-IA-API-Param-Entity"] = {_literal(place.entity)}\n'
    # A raw string takes JSON as it is: no three quotes follow one another there, and it ends in a brace.
    return _PROGRAM.substitute(base_url=_literal(place.root), body=paged_body(query), entity=entity, start=first_start(query))


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
