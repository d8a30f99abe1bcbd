"""Suggested themes: making, storing, reading, adopting them."""
