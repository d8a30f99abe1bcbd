"""Suggested codes, and the answers to them."""
