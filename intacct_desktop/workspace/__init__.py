"""What a person keeps between sessions."""
