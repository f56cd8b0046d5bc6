"""From a query of the API to SQL, and to its page: paths to columns, filters to conditions, orders to the keys that stand on a page."""
