"""Suggested themes."""
