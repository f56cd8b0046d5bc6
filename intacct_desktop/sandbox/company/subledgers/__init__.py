"""Accounts payable and receivable: documents, what pays them, and what is owed in the end. `both` puts them together."""
