"""Reads transcripts: one package per format, each returning turns as they stand in the file."""
