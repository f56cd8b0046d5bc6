"""The practice company: Riverside Group, four entities in three currencies, two years of invented books. `building` puts it together."""
