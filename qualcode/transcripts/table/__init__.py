"""Transcripts kept in tables."""
