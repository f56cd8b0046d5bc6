"""Rows on paper: the set-up of the page, the preview, the printer."""
