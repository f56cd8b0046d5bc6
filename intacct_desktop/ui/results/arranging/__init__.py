"""Ordering, filtering and finding: what is wished of the rows, and the controls for it."""
