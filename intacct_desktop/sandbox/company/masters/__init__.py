"""What the rest refers to: organisation, access, partners, catalogue, terms, currencies, taxes."""
