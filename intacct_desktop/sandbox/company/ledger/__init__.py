"""The general ledger: its accounts, what is entered by hand, what the subledgers post, and what the accountants plan."""
