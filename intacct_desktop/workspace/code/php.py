"""The query as a PHP program with Guzzle: pages through all rows."""

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import first_start, paged_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program

_PROGRAM = Program(
    r"""<?php

// Writes all rows of a query of Sage Intacct to the standard output, one JSON object a line.
// Needs PHP 8 and Guzzle (composer require guzzlehttp/guzzle).
// The environment variable INTACCT_TOKEN holds an access token.

require 'vendor/autoload.php';

use GuzzleHttp\Client;

// As JSON text, every number keeps its digits. Each page puts its "start" in front.
const QUERY = <<<'JSON'
§body
JSON;

$client = new Client([
    'base_uri' => §base_url,
    'headers' => [
        'Authorization' => 'Bearer ' . getenv('INTACCT_TOKEN'),
        'Content-Type' => 'application/json',
§entity    ],
]);

$start = §start;
while ($start) {
    $body = '{"start": ' . $start . ',' . substr(QUERY, 1);
    $response = $client->post('services/core/query', ['body' => $body]);
    $page = json_decode((string) $response->getBody(), true, 512, JSON_THROW_ON_ERROR);
    foreach ($page['ia::result'] as $row) {
        echo json_encode($row, JSON_THROW_ON_ERROR), PHP_EOL;
    }
    $start = $page['ia::meta']['next'] ?? null;
}
"""
)


def php(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f"        'X-IA-API-Param-Entity' => {_literal(place.entity)},\n"
    # A nowdoc takes JSON as it is: none of its lines begins with a word that could be the closing one.
    return _PROGRAM.substitute(base_url=_literal(f"{place.root}/"), body=paged_body(query), entity=entity, start=first_start(query))


def _literal(text: str) -> str:
    return "'" + text.replace("\\", r"\\").replace("'", r"\'") + "'"
