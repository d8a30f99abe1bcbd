"""Names of people found in text."""
