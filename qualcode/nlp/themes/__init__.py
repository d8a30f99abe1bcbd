"""Suggesting themes, from clustering to labels."""
