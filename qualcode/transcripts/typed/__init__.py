"""Typed transcripts: paragraphs and their layouts."""
