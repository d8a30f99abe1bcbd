"""Finding people's names in text."""
