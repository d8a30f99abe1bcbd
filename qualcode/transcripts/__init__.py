"""Transcripts in: one module a format, each giving turns as they stood in the file."""
