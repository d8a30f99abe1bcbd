"""Suggested codes, and what was answered to them."""
