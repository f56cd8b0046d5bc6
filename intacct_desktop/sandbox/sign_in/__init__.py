"""Signing in: the pages, the OAuth endpoints, and what they grant."""
