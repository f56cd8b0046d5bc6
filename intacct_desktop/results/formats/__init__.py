"""The formats of files, one writer each, and what they share: how a value is spelled, how a page is laid out."""
