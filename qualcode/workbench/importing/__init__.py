"""Importing transcripts."""
