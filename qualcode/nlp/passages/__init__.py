"""Passages, made of turns, and their features."""
