"""Bringing transcripts in."""
