"""Payments of both subledgers: what each kind looks like, what it asks, and what it does to the documents that it pays."""
