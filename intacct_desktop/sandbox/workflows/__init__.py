"""``/workflows/...``: the actions that change the state of a record, and all that follows from them (facts 9, 10)."""
