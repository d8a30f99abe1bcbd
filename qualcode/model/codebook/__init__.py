"""Codes, their changes, and looking them up."""
