"""Money in banks and on cards: accounts, movements, charges."""
