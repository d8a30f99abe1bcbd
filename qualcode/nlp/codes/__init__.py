"""Suggesting codes for passages."""
