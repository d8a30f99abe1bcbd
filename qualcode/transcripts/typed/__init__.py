"""Transcripts somebody typed: paragraphs and their layouts."""
