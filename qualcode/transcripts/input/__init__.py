"""Incoming files: archives, encodings, and what is refused."""
