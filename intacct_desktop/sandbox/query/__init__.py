"""From a query of the API to one SQL statement: paths to columns, filters to conditions, the whole to a SELECT."""
