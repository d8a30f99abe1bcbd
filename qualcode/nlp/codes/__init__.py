"""Codes suggested for passages."""
