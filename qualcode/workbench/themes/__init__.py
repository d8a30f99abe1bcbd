"""Suggested themes: made, stored, read, adopted."""
