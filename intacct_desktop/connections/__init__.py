"""Whom we are signed in as: profiles, secrets, tokens, entity, safety level."""
